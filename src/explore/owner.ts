// SPDX-License-Identifier: MIT
// What one owner does: it has the states of its part, and does its share of each round (owners.ts). It knows nothing of how
// batches travel: it yields when it has worked for a moment, and when it wants the next batch of another owner.

import type { Program } from '../compile/program.ts';
import { cleared } from './clearing.ts';
import { BATCH, Expansion, type Stopped } from './expansion.ts';
import { type Broken, Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import {
  BATCH_BYTES,
  type Batch,
  type Found,
  firstOf,
  type Order,
  ownerOf,
  type Piece,
  type Report,
  type Way,
} from './owners.ts';
import { sized } from './sized.ts';
import { Store } from './store.ts';
import { SuccessorBuffer } from './successors.ts';

/** What an owner has to know before it begins. */
export interface Part {
  readonly judge: string;
  /** Whether memory that nobody reads again is cleared. */
  readonly clears: boolean;
  readonly me: number;
  readonly owners: number;
  /** With more states than that, all together have too many. */
  readonly maxStates: number;
  /** Of a batch; left out: BATCH_BYTES. */
  readonly batchBytes?: number;
}

/** Its way to the others. */
export interface Mail {
  /** The batch is the receiver's from then on. */
  send(to: number, batch: Batch): void;
  /** Where it outlives the owner. */
  keep(piece: Piece): void;
}

export type Turn =
  | { readonly kind: 'worked' }
  /** To be answered with the next batch of this one. */
  | { readonly kind: 'wants'; readonly from: number };

/** An owner has more states than all together may have. */
export class TooMany extends Error {}

const worked: Turn = { kind: 'worked' };

export class Owner {
  /** Rounds that are done. */
  rounds = 0;
  private readonly program: Program;
  private readonly judge: Judge;
  private readonly store: Store;
  private readonly expansion: Expansion;
  private readonly out: SuccessorBuffer;
  private readonly words: number;
  /** By receiver: records that wait for more of them. */
  private readonly boxes: readonly Int32Array[];
  /** By receiver. */
  private readonly filled: Int32Array;
  private readonly batches: Int32Array;
  private readonly sent: number[];
  private readonly received: number[];
  /** [round × owners + turn] one more than the id of the last state that came from there. */
  private readonly ends: number[] = [];
  private pieces = 0;
  private ids: Int32Array;
  private parents: Int32Array;
  private states: Int32Array;
  private found: Found | null = null;
  private other: Found | null = null;
  private bound: Stopped | null = null;

  constructor(
    compiled: Program,
    private readonly part: Part,
    private readonly meter: Meter,
  ) {
    const { judge, clears, owners, batchBytes = BATCH_BYTES } = part;
    this.judge = new Judge(compiled, judge);
    if (this.judge.endless) throw new Error(`checker bug: '${judge}' wants the edges of all states at once`);
    this.program = clears ? cleared(compiled, this.judge) : compiled;
    const { program } = this;
    const { words } = program;
    this.words = words;
    this.store = new Store(meter, words);
    this.out = new SuccessorBuffer(words, meter);
    const expanding = { program, states: this.store, judge: this.judge, reduction: null, out: this.out, edges: null };
    this.expansion = new Expansion(expanding, meter, meter.int32(1024));
    const room = Math.max(1, Math.floor(batchBytes / 4 / (words + 1)));
    this.boxes = Array.from({ length: owners }, () => meter.int32(room * (words + 1)));
    this.filled = new Int32Array(owners);
    this.batches = new Int32Array(owners);
    this.sent = Array.from({ length: owners }, () => 0);
    this.received = Array.from({ length: owners }, () => 0);
    this.ids = meter.int32(1024);
    this.parents = meter.int32(room);
    this.states = meter.int32(room * words);
  }

  /** What it has found in this round, and in all before. */
  get count(): number {
    return this.store.count;
  }

  get progress(): Pick<Report, 'owner' | 'round' | 'states' | 'transitions' | 'memory'> {
    const { part, rounds: round, expansion, meter, store } = this;
    const { transitions } = expansion;
    return { owner: part.me, round, states: store.count - this.startOf(round), transitions, memory: meter.peak };
  }

  /** A piece of a round that another one had done. What comes twice is left out. */
  takeBack({ round, index, news, records }: Piece): void {
    const { rounds, pieces, ends, store } = this;
    if (round < rounds || (round === rounds && index < pieces)) return;
    if (round > rounds || index > pieces) throw new Error(`checker bug: piece ${pieces} of round ${rounds} is lost`);
    if (!store.takeBack(records)) throw new Error('checker bug: what was kept is no set of states');
    this.pieces++;
    if (news === null) return;
    let end = this.startOf(round);
    for (const one of news) {
      end += one;
      ends.push(end);
    }
    if (end !== store.count) throw new Error(`checker bug: ${store.count - end} states too many were kept`);
    this.rounds++;
    this.pieces = 0;
  }

  /** Its share of the round that is ordered. */
  *round({ round, states, unseen }: Order, mail: Mail): Generator<Turn, Report, Batch | undefined> {
    const { part, store, judge, ends, received } = this;
    const { me, owners } = part;
    this.expect(round, states);
    judge.goOn(unseen);
    const before = store.count;
    this.begin();
    if (round === 0) this.insertInitial();
    else yield* this.expandAll(mail);
    ends.push(store.count);
    for (let turn = 1; turn < owners; turn++) {
      const from = (me + turn) % owners;
      if (round > 0) received[from] = yield* this.takeFrom(from);
      ends.push(store.count);
    }
    yield* this.keepNews(before, mail);
    this.rounds++;
    return this.report(round, before, unseen);
  }

  /** How it came to a state, as far as it was by states of its own. */
  wayTo({ ask, id, round, states }: Extract<Order, { kind: 'tell' }>): Way {
    const { store, words, part } = this;
    this.expect(round + 1, states);
    const found: number[][] = [];
    for (let at = id; ; ) {
      const [block, from] = [store.block(at), store.offset(at)];
      found.push([...block.subarray(from, from + words)]);
      const parent = store.parent(at);
      const owner = this.senderOf(at);
      if (parent < 0 || owner !== part.me) return { ask, states: found, owner, parent };
      at = parent;
    }
  }

  private expect(round: number, states: readonly number[]): void {
    const { rounds, part, store } = this;
    if (round !== rounds) throw new Error(`checker bug: round ${round} is ordered after ${rounds} rounds`);
    if (states[part.me] !== store.count)
      throw new Error(`checker bug: owner ${part.me} has ${store.count} states, and said ${states[part.me]}`);
  }

  private begin(): void {
    const { expansion, batches, filled, sent, received } = this;
    Object.assign(expansion, { transitions: 0, deadEnds: 0, ends: 0, other: null, outcome: null });
    batches.fill(0);
    filled.fill(0);
    sent.fill(0);
    received.fill(0);
    this.found = null;
    this.other = null;
    this.bound = null;
  }

  private report(round: number, before: number, unseen: readonly string[]): Report {
    const { part, expansion, judge, store, meter, sent, received, found, other, bound } = this;
    const { transitions, deadEnds, ends } = expansion;
    const { checksum } = this.program;
    const numbers = { states: store.count - before, transitions, deadEnds, ends, memory: meter.peak };
    const seen = unseen.filter((name) => !judge.unseen.some((one) => one.name === name));
    const counts = { sent: [...sent], received: [...received] };
    return { owner: part.me, round, checksum, ...numbers, ...counts, seen, found, other, bound };
  }

  /** The id of the first state of a round. */
  private startOf(round: number): number {
    return round === 0 ? 0 : this.ends[round * this.part.owners - 1]!;
  }

  private senderOf(id: number): number {
    const { ends, part } = this;
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! <= id) low = middle + 1;
      else high = middle;
    }
    return (part.me + (low % part.owners)) % part.owners;
  }

  private insertInitial(): void {
    const { program, words, part, out } = this;
    const { initial, initialCount } = program;
    const { parents } = this.expansion;
    const { hash } = sized(words);
    out.count = 0;
    for (let i = 0; i < initialCount; i++) {
      if (ownerOf(hash(initial, i * words), part.owners) !== part.me) continue;
      this.insert(initial.subarray(i * words, (i + 1) * words), 1, parents.fill(-1 - i, 0, 1));
    }
  }

  private *expandAll(mail: Mail): Generator<Turn, void, Batch | undefined> {
    const { rounds, expansion, part } = this;
    const to = this.startOf(rounds);
    for (let id = this.startOf(rounds - 1); id < to; ) {
      const end = Math.min(to, id + BATCH);
      expansion.begin();
      for (; id < end; id++) {
        this.expand(id);
        if (expansion.isLong) yield worked;
      }
      this.deal(mail);
      yield worked;
    }
    for (let owner = 0; owner < part.owners; owner++) if (owner !== part.me) this.post(owner, mail, this.sent[owner]!);
  }

  /** Whatever breaks, the round goes on: what was found first must not depend on who looked first. */
  private expand(id: number): void {
    const { expansion, out, part } = this;
    const from = out.count;
    expansion.expand(id);
    const { outcome, other } = expansion;
    if (other !== null) this.other = firstOf([this.other, this.foundAt(other)], part.judge);
    expansion.other = null;
    if (outcome === null) return;
    expansion.outcome = null;
    // What faulted is no state, and what stands behind it was not looked at.
    const isAtRest = outcome.kind === 'broken' && outcome.broken.step === null;
    if (!isAtRest) out.count = from;
    if (outcome.kind === 'broken') this.found = firstOf([this.found, this.foundAt(outcome.broken)], part.judge);
    // The same whoever met it first.
    if (outcome.kind !== 'bound' || (this.bound !== null && outcome.message >= this.bound.message)) return;
    this.bound = { by: outcome.by, message: outcome.message };
  }

  private foundAt(broken: Broken): Found {
    const { store, words } = this;
    const at = store.offset(broken.state);
    return { broken, words: [...store.block(broken.state).subarray(at, at + words)] };
  }

  /** Its own successors into the store, those of others on their way. */
  private deal(mail: Mail): void {
    const { out, words, part, boxes, filled, sent, expansion } = this;
    const { me, owners } = part;
    const { words: from } = out;
    const { parents } = expansion;
    const { hash } = sized(words);
    let own = 0;
    for (let i = 0, at = 0; i < out.count; i++, at += words) {
      const owner = ownerOf(hash(from, at), owners);
      sent[owner]!++;
      if (owner === me) {
        if (own !== i) from.copyWithin(own * words, at, at + words);
        parents[own++] = parents[i]!;
        continue;
      }
      const box = boxes[owner]!;
      let end = filled[owner]!;
      for (let w = 0; w < words; w++) box[end++] = from[at + w]!;
      box[end++] = parents[i]!;
      filled[owner] = end;
      if (end === box.length) this.post(owner, mail, null);
    }
    this.received[me]! += own;
    this.insert(from, own, parents);
  }

  private post(to: number, mail: Mail, total: number | null): void {
    const { boxes, filled, batches, rounds: round, part } = this;
    const records = boxes[to]!.slice(0, filled[to]);
    mail.send(to, { round, from: part.me, index: batches[to]!++, total, records });
    filled[to] = 0;
  }

  /** All batches of another owner; their states. */
  private *takeFrom(from: number): Generator<Turn, number, Batch | undefined> {
    const { rounds: round, words } = this;
    let states = 0;
    for (let expected = 0; ; ) {
      const batch = yield { kind: 'wants', from };
      if (batch === undefined) continue;
      const { index, total, records } = batch;
      // Of one who was lost, or is not lost after all: it was the same.
      if (batch.round < round || (batch.round === round && index < expected)) continue;
      if (batch.round > round || index > expected || batch.from !== from)
        throw new Error(`checker bug: batch ${expected} of round ${round} from owner ${from} is lost`);
      expected++;
      states += records.length / (words + 1);
      this.unpack(records, from);
      if (total === null) continue;
      if (total !== states) throw new Error(`checker bug: owner ${from} sent ${total} states, and ${states} came`);
      return states;
    }
  }

  private unpack(records: Int32Array, from: number): void {
    const { words, part } = this;
    const { me, owners } = part;
    const count = records.length / (words + 1);
    if (count > this.parents.length) {
      this.parents = this.meter.longer(this.parents, count);
      this.states = this.meter.longer(this.states, count * words);
    }
    const { states, parents } = this;
    const { hash } = sized(words);
    for (let i = 0, at = 0, to = 0; i < count; i++, to += words) {
      if (ownerOf(hash(records, at), owners) !== me)
        throw new Error(`checker bug: owner ${from} sent a state to ${me} that is somebody else's`);
      for (let w = 0; w < words; w++) states[to + w] = records[at++]!;
      parents[i] = records[at++]!;
    }
    this.insert(states, count, parents);
  }

  private insert(states: Int32Array, count: number, parents: Int32Array): void {
    const { store, judge, part } = this;
    if (count > this.ids.length) this.ids = this.meter.longer(this.ids, count * 2);
    const before = store.count;
    store.insertBatch(states, count, parents, this.ids);
    if (store.count > part.maxStates) throw new TooMany();
    if (!judge.looks) return;
    for (let id = before; id < store.count; id++) {
      const broken = judge.state(store.block(id), store.offset(id), id);
      if (broken !== null) this.found = firstOf([this.found, this.foundAt(broken)], part.judge);
    }
  }

  /** The states of the round, in pieces as large as batches. */
  private *keepNews(before: number, mail: Mail): Generator<Turn, void, Batch | undefined> {
    const { store, words, rounds: round, part, ends } = this;
    const room = this.boxes[0]!.length / (words + 1);
    const { count } = store;
    let index = 0;
    for (let from = before; from + room < count; from += room) {
      mail.keep({ round, index: index++, news: null, records: this.recordsOf(from, from + room) });
      yield worked;
    }
    const turns = ends.slice(-part.owners);
    const news = turns.map((end, turn) => end - (turn === 0 ? before : turns[turn - 1]!));
    mail.keep({ round, index, news, records: this.recordsOf(before + index * room, count) });
  }

  private recordsOf(from: number, to: number): Int32Array {
    const { store, words } = this;
    const records = new Int32Array((to - from) * (words + 1));
    let at = 0;
    for (const piece of store.records(from, to)) {
      records.set(piece, at);
      at += piece.length;
    }
    return records;
  }
}
