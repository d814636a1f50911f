// SPDX-License-Identifier: MIT
// A breadth-first search as it stands between two batches, so that it can go on later: the states in the order of finding,
// each with the one that it was found from, and a few numbers. States are never changed once they are found, so what was
// saved before is saved still, and a snapshot costs what is new. Nothing in it depends on how many threads searched.

import type { Broken } from './judge.ts';

/** Everything but the states. */
export interface Marks {
  /** States found. */
  readonly count: number;
  /** The next to expand, the end of its level, and which level that is. */
  readonly next: number;
  readonly levelEnd: number;
  readonly level: number;
  readonly transitions: number;
  readonly reduced: number;
  readonly deadEnds: number;
  readonly ends: number;
  /** Names of what no state has satisfied yet. */
  readonly unseen: readonly string[];
  readonly other: Broken | null;
  /** Whether it is the second search, which keeps every example (explore.ts). */
  readonly examples: boolean;
  /** Of searching, up to here. */
  readonly milliseconds: number;
}

/** Records side by side: the words of a state, then where it was found from. */
export type Records = Int32Array;

/** Whoever writes them down. */
export interface Checkpoint {
  /** Where to go on; null: from the beginning. */
  readonly from: Marks | null;
  /** The states of `from`, in order, in pieces of whole records. */
  states(): Iterable<Records>;
  isDue(): boolean;
  /** @param records those from one id to before another, in pieces; valid until the next search step */
  save(marks: Marks, records: (from: number, to: number) => Iterable<Records>): void;
}
