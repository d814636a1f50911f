// SPDX-License-Identifier: MIT
// What a caller asks of an exploration, and what it is told while it runs. Time is a value: the clock is the caller's.

import type { Checkpoint } from './checkpoint.ts';
import type { OrderName } from './order.ts';
import type { Owners } from './owners.ts';
import type { Team } from './team.ts';
import type { Counts } from './verdict.ts';

export interface Options {
  /** A property of the program by name, or NO-DEADLOCK, NO-LIVELOCK, NO-DATA-RACE, ASSERTS, SAME-OUTCOMES. */
  readonly judge: string;
  readonly order: OrderName;
  /** Whether the search may leave out steps and tell fewer states apart (reduction.ts, clearing.ts, symmetry.ts). */
  readonly reduction: boolean;
  /** Only one of the three; left out: all, or none. */
  readonly only?: 'steps' | 'memory' | 'threads';
  readonly maxStates: number;
  /** Whether states are kept folded (folded.ts): as soon as it pays, never, or, which is what is done when it is left out,
   *  when three fifths of the memory are used. */
  readonly fold?: 'always' | 'never' | 'when short';
  /** Bytes, for what the search keeps; the language's own heap is not in it. */
  readonly maxMemory: number;
  /** Milliseconds. */
  readonly maxTime: number;
  /** States that the search for the shortest story may visit; 0 leaves the trace as it was found. */
  readonly shortestStates: number;
  readonly seed: number;
  /** Who helps where a search gets large; left out or null: nobody. Nothing but the time depends on it. */
  readonly team?: Team | null;
  /** Who has the states; left out or null: this search. Breadth first, and of properties of states; of the reductions, only
   *  memory is cleared. */
  readonly owners?: Owners | null;
  /** Milliseconds since whenever. */
  readonly now: () => number;
  /** Called when a budget of time or memory, or the caller, ends any part of the work: what comes out is then no function
   *  of the model alone. */
  readonly cut?: () => void;
  /** Where the search is saved, and goes on from; breadth first, and of properties of states. */
  readonly checkpoint?: Checkpoint;
}

export const DEFAULTS: Omit<Options, 'judge' | 'now'> = {
  order: 'breadth-first',
  reduction: true,
  maxStates: Infinity,
  maxMemory: Infinity,
  maxTime: Infinity,
  shortestStates: 2_000_000,
  seed: 1,
};

export type Phase = 'search' | 'livelock' | 'leadsTo' | 'shortest story' | 'telling';

export interface Progress {
  readonly phase: Phase;
  /** States with which the memory will be full, if they go on taking what they took so far; left out: nobody can say yet, or
   *  there is no limit. */
  readonly fullAt?: number;
  readonly frontier: number;
  readonly counts: Counts;
}

/** What the caller may answer to a progress: that it be over, because somebody asks for it or for want of memory. */
export type Stop = 'interrupt' | 'memory' | undefined;
