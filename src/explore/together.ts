// SPDX-License-Identifier: MIT
// A search by several threads of execution, wave by wave, as one thread alone would do it: every state gets the id and the
// parent that it would have there, so that nobody can tell from counts, from a story or from what is searched afterwards how
// many they were. The argument is in member.ts; here is what happens between the phases, and what is not done together.
//
// Whatever needs a decision (something broke, a budget is near, a buffer is too small) is left to the loop of search.ts: the
// wave is forgotten, and that one does the same states alone. It must find what was reported, or the checker is wrong.

import type { Program } from '../compile/program.ts';
import { BATCH } from './expansion.ts';
import type { Judge } from './judge.ts';
import { LARGEST_ID } from './layout.ts';
import { Member } from './member.ts';
import { MemoryFull, type Meter } from './memory.ts';
import type { BreadthFirst } from './order.ts';
import type { Search } from './search.ts';
import type { Store } from './store.ts';
import type { Phase, Team } from './team.ts';
import {
  COUNT,
  COUNTERS,
  createWave,
  DEAD_ENDS,
  ENDS,
  EVENT,
  FIND_WORDS,
  FINDS,
  FOUND,
  FROM,
  NEXT,
  REDUCED,
  SLOT,
  TAKEN,
  TO,
  TRANSITIONS,
  type Wave,
} from './wave.ts';

/** In place of a member. */
const NOBODY = -1;

export interface Shared {
  /** As it was compiled. */
  readonly program: Program;
  readonly search: Search;
  readonly store: Store;
  readonly order: BreadthFirst;
  readonly judge: Judge;
  readonly examples: boolean;
  readonly clears: boolean;
  readonly represents: boolean;
}

export class Together {
  private wave: Wave | null = null;
  private member: Member | null = null;
  /** What the others have been told of. */
  private table: Int32Array | null = null;
  private readonly chunks: Int32Array[] = [];
  /** Up to here one thread goes on alone; and what it has to find there. */
  private aloneTo = 0;
  private mustFind = false;
  /** Waves in a row that had to be done alone. Each makes the next attempt later. */
  private failed = 0;

  constructor(
    private readonly shared: Shared,
    private readonly team: Team,
    private readonly meter: Meter,
  ) {}

  /** Does a wave, if it can be done together and is worth it. False: one thread has to go on.
   *  @param left new states that the budget allows */
  advance(left: number): boolean {
    const { order, store } = this.shared;
    const { team } = this;
    const { sizes } = team;
    if (store.count < sizes.worthCalling) return false;
    if (this.wave === null) this.call();
    const { from, to } = order.ahead;
    if (from < this.aloneTo) return false;
    if (this.mustFind) throw new Error('checker bug: several threads found what one does not find');
    if (to - from < team.size * sizes.worthMeeting || !team.ready) return false;
    if (left < this.most || store.count + this.most > LARGEST_ID) return false;
    // One thread uses up what there is, and then says so.
    if (this.meter.used + store.wideningBy(this.most) > this.meter.limit) return false;
    if (this.didWave(from, to)) {
      this.failed = 0;
      return true;
    }
    this.failed++;
    this.aloneTo = from + (to - from) * 2 ** (this.failed - 1);
    return false;
  }

  /** Gives back what a team needs. */
  forget(): void {
    const { wave, meter } = this;
    if (wave === null) return;
    const { buffers, size, shift, room, most, ...arrays } = wave;
    for (const array of [...Object.values(arrays), ...buffers.flatMap((one) => Object.values(one))])
      meter.release(array);
    this.wave = null;
  }

  /** New states of a wave. */
  private get most(): number {
    return this.team.size * 2 ** this.team.sizes.shift;
  }

  private call(): void {
    const { program, store, search, judge, examples, clears, represents } = this.shared;
    const { team, meter } = this;
    const wave = createWave(
      meter,
      { size: team.size, shift: team.sizes.shift },
      program.words,
      judge.unseenAtFirst.length,
    );
    const orders = {
      program,
      judge: judge.name,
      reduces: search.reduction !== null,
      examples,
      clears,
      represents,
      wave,
      layout: store.arena.layout,
    };
    this.wave = wave;
    this.member = new Member(orders, 0);
    team.call(orders);
  }

  /** False: no state was expanded, and nothing else has changed either. */
  private didWave(from: number, to: number): boolean {
    const { search, store, order, judge } = this.shared;
    const wave = this.there();
    const { control, counters, seen } = wave;
    judge.unseenAtFirst.forEach((name, i) => {
      seen[i] = judge.unseen.some((one) => one.name === name) ? 0 : 1;
    });
    control[FROM] = from;
    control[TO] = Math.min(to, from + wave.most * BATCH);
    control[COUNT] = store.count;
    control[EVENT] = 0;
    wave.news.fill(0);
    wave.batches.fill(NOBODY);
    const isNewTable = store.widen(this.most);
    this.tellNews();
    if (isNewTable) this.meet('refill');
    this.meet('expand');
    if (this.isSpoilt()) return this.undo(wave);
    control[TAKEN] = Math.min(control[NEXT]!, Math.ceil((control[TO] - from) / BATCH));
    // A state may have more successors than there is room for: no batch was taken.
    if (control[TAKEN] === 0) return false;
    const count = this.giveIds(wave);
    try {
      store.arena.reserve(count);
    } catch (error) {
      if (error instanceof MemoryFull) return this.undo(wave);
      throw error;
    }
    this.tellNews();
    this.meet('place');
    if (this.isSpoilt()) return this.undo(wave);
    const before = store.count;
    store.arena.count = count;
    order.skip(Math.min(control[TO] - from, control[TAKEN] * BATCH));
    order.found(before, count);
    for (let at = 0; at < counters.length; at += COUNTERS) {
      search.expansion.transitions += counters[at + TRANSITIONS]!;
      search.expansion.deadEnds += counters[at + DEAD_ENDS]!;
      search.expansion.ends += counters[at + ENDS]!;
      search.reduced += counters[at + REDUCED]!;
    }
    judge.unseenAtFirst.forEach((name, i) => {
      if (seen[i] !== 0) judge.see(name);
    });
    return true;
  }

  private meet(phase: Phase): void {
    const wave = this.there();
    wave.control[NEXT] = 0;
    this.team.meet(phase, () => this.member?.run(phase));
  }

  private isSpoilt(): boolean {
    const event = this.there().control[EVENT]!;
    this.mustFind = (event & FOUND) !== 0;
    return event !== 0;
  }

  /** To each batch the id of its first new state. The number of states after the wave. */
  private giveIds({ batches, news, ids, control }: Wave): number {
    let count = this.shared.store.count;
    for (let batch = 0; batch < control[TAKEN]!; batch++) {
      if (batches[batch * 3] === NOBODY) throw new Error('checker bug: a batch was taken and not expanded');
      ids[batch] = count;
      count += news[batch]!;
    }
    return count;
  }

  /** The table as it was before the wave: all slots that it has taken were empty. */
  private undo({ buffers, counters }: Wave): false {
    const { table, words } = this.shared.store;
    for (const [member, { finds }] of buffers.entries()) {
      const end = counters[member * COUNTERS + FINDS]! * (words + FIND_WORDS);
      for (let at = words + SLOT; at < end; at += words + FIND_WORDS) table[finds[at]!] = 0;
    }
    return false;
  }

  private tellNews(): void {
    const { table, bits, arena } = this.shared.store;
    if (this.table !== table) {
      this.table = table;
      this.tell({ kind: 'table', table, bits });
    }
    const first = arena.chunks.findIndex((chunk, i) => chunk !== this.chunks[i]);
    if (first < 0) return;
    const chunks = arena.chunks.slice(first);
    chunks.forEach((chunk, i) => {
      this.chunks[first + i] = chunk;
    });
    this.tell({ kind: 'chunks', first, chunks });
  }

  private tell(news: Parameters<Team['tell']>[0]): void {
    this.member?.hear(news);
    this.team.tell(news);
  }

  private there(): Wave {
    if (this.wave === null) throw new Error('checker bug: a wave before anybody was called');
    return this.wave;
  }
}
