// SPDX-License-Identifier: MIT
// What the search loop needs of a visited set. Two exist: `Store` remembers every state, `Path` only the current random
// walk. Ids are given in the order of finding, so a state found later has a larger id: the reduction rests on it.

export interface Visited {
  readonly words: number;
  /** States found so far; on a random walk with repeats. */
  readonly count: number;
  /** One more than the largest id given; new states have the ids from the `end` before to the `end` after. */
  readonly end: number;
  /** The array that holds the state, and where in it. Valid until the next insertion. */
  block(id: number): Int32Array;
  offset(id: number): number;
  /** The id of the state it was found from; −1 − i for initial state i. */
  parent(id: number): number;
  /** Inserts `count` states of `words` words each; ids[i] receives the new id, or the complement (~) of the known id. */
  insertBatch(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void;
}
