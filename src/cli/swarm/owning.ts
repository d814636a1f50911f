// SPDX-License-Identifier: MIT
// What a worker does that has taken a part of a state space: it owns it (explore/owner.ts) until whoever asks has done with it.
// Where it is not the first, it takes what the others have kept.

import { setImmediate, setTimeout } from 'node:timers/promises';
import { judgesWarnings, programOf } from '../../ask/decide.ts';
import type { Program } from '../../compile/program.ts';
import { PropertyFault } from '../../compile/tell/searched.ts';
import { MemoryFull, Meter } from '../../explore/memory.ts';
import { Owner, TooMany } from '../../explore/owner.ts';
import type { Batch, Order } from '../../explore/owners.ts';
import type { Tree } from '../../lang/tree.ts';
import { isHeapFull } from '../heap.ts';
import { now } from '../machine.ts';
import type { Posted } from './board.ts';
import type { Coming, Letters, Said } from './letters.ts';

export interface Owning {
  readonly letters: Letters;
  readonly posted: Posted;
  readonly tree: Tree;
  /** Bytes. */
  readonly memory: number;
  /** Milliseconds without a word of whoever asks after which nobody does. */
  readonly silence: number;
  /** Looked at often: true ends it in the middle of whatever it does. */
  readonly isStopped: () => boolean;
}

/** Milliseconds that it works before it looks up; and between two words about how far it is. */
const slice = 20;
const often = 500;
/** Milliseconds between two looks at whether it should end, where it waits. */
const look = 100;

/** It should end. */
class Stopped extends Error {}

/** Somebody else has this part as well, because nobody heard of this one for a while, and has done the round. */
class Overtaken extends Error {}

/** @returns its states in the end; and whether it was left alone by whoever asked */
export async function ownPart(owning: Owning): Promise<{ readonly states: number; readonly isForsaken: boolean }> {
  const { letters, posted } = owning;
  const desk = new Desk(owning);
  try {
    await desk.work();
  } catch (error) {
    if (!(error instanceof Stopped)) {
      const { trouble } = letters;
      letters.say(partOf(posted).me, said(error));
      if (trouble === null) await letters.flushed();
      await desk.untilStopped(trouble);
    }
  } finally {
    desk.leave();
  }
  return desk;
}

const partOf = ({ part }: Posted): NonNullable<Posted['part']> => {
  if (part === undefined) throw new Error('checker bug: this row is no part');
  return part;
};

function said(error: unknown): Said {
  if (error instanceof MemoryFull) return { kind: 'bound', bound: 'memory' };
  if (error instanceof TooMany) return { kind: 'bound', bound: 'states' };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const wrong = error instanceof PropertyFault ? { property: error.property, fault: error.fault } : null;
  return { kind: 'threw', message, wrong };
}

class Desk {
  readonly #owning: Owning;
  readonly #me: number;
  readonly #program: Program;
  readonly #unhear: () => void;
  #owner: Owner;
  readonly #from = new Map<number, Coming<Batch>>();
  /** By sender, what came of a round that this one has not begun. */
  readonly #early = new Map<number, Batch>();
  readonly #open: { stop(): void }[] = [];
  readonly #watch: NodeJS.Timeout;
  /** A round that others have begun. */
  #reached = 0;
  #heard = now();
  #spoke = 0;
  #looked = now();

  constructor(owning: Owning) {
    this.#owning = owning;
    const { posted, tree, letters } = owning;
    const question = { ...posted.row.question, tree };
    this.#program = programOf(question, judgesWarnings(question.claim.property));
    this.#me = partOf(posted).me;
    this.#owner = this.#begun();
    this.#unhear = letters.whenAsking(() => {
      this.#heard = now();
    });
    this.#watch = setInterval(() => {
      if (this.#mustEnd()) for (const one of this.#open) one.stop();
    }, look);
  }

  get states(): number {
    return this.#owner.count;
  }

  get isForsaken(): boolean {
    return now() - this.#heard > this.#owning.silence;
  }

  async work(): Promise<void> {
    const { letters } = this.#owning;
    this.#tell();
    const orders = this.#opened(await letters.orders());
    const { owners } = partOf(this.#owning.posted);
    for (let from = 0; from < owners; from++)
      if (from !== this.#me) this.#from.set(from, this.#opened(await letters.batches(this.#me, from)));
    for await (const order of orders) {
      this.#heard = now();
      try {
        await this.#follow(order);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        // What it has of that round is no use: the other one kept it.
        this.#owner = this.#begun();
      }
    }
    throw new Stopped();
  }

  /** Whoever asked decides what becomes of the others. */
  async untilStopped(trouble: string | null): Promise<void> {
    while (!this.#mustEnd()) {
      if (trouble !== null)
        this.#owning.letters.tell({ kind: 'given up', why: `the server takes no more: ${trouble}` });
      await setTimeout(look);
    }
  }

  leave(): void {
    clearInterval(this.#watch);
    this.#unhear();
    for (const one of this.#open) one.stop();
  }

  #begun(): Owner {
    const { posted, memory } = this.#owning;
    const { reduction: clears, maxStates } = posted.setup.limits;
    const part = { judge: posted.row.question.claim.property, clears, maxStates, ...partOf(posted) };
    return new Owner(this.#program, part, new Meter(memory));
  }

  async #follow(order: Order): Promise<void> {
    const { letters } = this.#owning;
    const owner = this.#owner;
    if (order.kind === 'tell') {
      await this.#catchUp(order.round + 1);
      if (order.owner === this.#me) letters.say(this.#me, { kind: 'way', way: owner.wayTo(order) });
      return;
    }
    if (order.round < this.#reached) return;
    await this.#catchUp(order.round);
    // Somebody else had this part for a while, or still has it.
    if (owner.rounds > order.round) return;
    const mail = {
      send: (to: number, batch: Batch) => letters.send(to, batch),
      keep: (piece: Parameters<Letters['keep']>[1]) => letters.keep(this.#me, piece),
    };
    const round = owner.round(order, mail);
    let began = now();
    for (let turn = round.next(); ; ) {
      if (turn.done === true) {
        // What it reports is over only where it cannot be lost.
        await letters.flushed();
        letters.say(this.#me, { kind: 'report', report: turn.value });
        return;
      }
      if (this.#mustEnd()) throw new Stopped();
      if (turn.value.kind === 'wants') {
        turn = round.next(await this.#next(turn.value.from));
        continue;
      }
      if (now() - began > slice) {
        this.#tell();
        await letters.room();
        await setImmediate();
        if (isHeapFull()) throw new MemoryFull(0);
        began = now();
      }
      turn = round.next();
    }
  }

  async #next(from: number): Promise<Batch> {
    let batch = this.#early.get(from);
    this.#early.delete(from);
    if (batch === undefined) {
      const turn = await this.#from.get(from)?.next();
      if (turn === undefined || turn.done === true) throw new Stopped();
      batch = turn.value;
    }
    if (batch.round <= this.#owner.rounds) return batch;
    // Nobody begins a round before all have done the last one.
    this.#early.set(from, batch);
    this.#reached = batch.round;
    throw new Overtaken();
  }

  /** The rounds that were done before it came. */
  async #catchUp(rounds: number): Promise<void> {
    const owner = this.#owner;
    if (owner.rounds >= rounds) return;
    const pieces = this.#opened(await this.#owning.letters.kept(this.#me));
    for await (const piece of pieces) {
      owner.takeBack(piece);
      if (owner.rounds === rounds) break;
    }
    pieces.stop();
    if (owner.rounds < rounds) throw new Stopped();
  }

  #opened<T extends { stop(): void }>(one: T): T {
    this.#open.push(one);
    return one;
  }

  #mustEnd(): boolean {
    const { isStopped, silence } = this.#owning;
    // Time that it was not there itself says nothing about others.
    if (now() - this.#looked > silence / 2) this.#heard = now();
    this.#looked = now();
    return isStopped() || this.isForsaken;
  }

  #tell(): void {
    if (now() - this.#spoke < often) return;
    this.#spoke = now();
    this.#owning.letters.tell({ kind: 'progress', progress: this.#owner.progress });
  }
}
