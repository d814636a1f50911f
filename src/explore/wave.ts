// SPDX-License-Identifier: MIT
// The memory that several threads of execution search with: what of a wave each of them writes, and the others read after
// the next gate. Nothing of it is written by two in one phase; so there are no locks, and no order of theirs shows.
//
// A wave is a run of states of one level, in batches as one thread would take them. Its successors stay in the buffer of
// the member that made them, in order; a successor is called by a number, member × room + place in its buffer.

import type { Meter } from './memory.ts';

/** Batches in a wave, for each member. */
const BATCHES = 512;
/** Successors of a part that may have to go beyond the end of its region of the table. */
export const MOST_BEYOND = 4096;

/** What a member writes when it expands. */
export interface Buffers {
  readonly words: Int32Array;
  readonly parents: Int32Array;
  /** Later, of a successor that is new: its slot in the table. */
  readonly hashes: Int32Array;
  /** The successors of each batch, sorted by part. */
  readonly sorted: Int32Array;
  /** 1: this successor is a new state. Written by whoever has its part. */
  readonly fresh: Uint8Array;
}

export interface Wave {
  readonly size: number;
  /** A buffer has room for 2 ** shift successors. */
  readonly shift: number;
  /** The table has 2 ** partBits regions, each of which one member has at a time. */
  readonly partBits: number;
  readonly most: number;
  readonly buffers: readonly Buffers[];
  /** [batch × 3] the member that expanded it, where its successors begin, how many they are. */
  readonly batches: Int32Array;
  /** [batch × (parts + 1) + part] where in `sorted` the successors of the part begin. */
  readonly bounds: Int32Array;
  /** [part × most + batch] new states. */
  readonly news: Int32Array;
  /** [batch] the id of its first new state. */
  readonly firsts: Int32Array;
  /** [part] its first provisional number, and how far it came. */
  readonly bases: Int32Array;
  readonly ends: Int32Array;
  /** [provisional number] the successor. */
  readonly successors: Int32Array;
  /** [part × 2 × MOST_BEYOND] successor and batch; and how many they are. */
  readonly beyond: Int32Array;
  readonly beyondCounts: Int32Array;
  /** [`sometimes`] whether some state has satisfied it. */
  readonly seen: Int32Array;
  /** [member × COUNTERS] */
  readonly counters: Int32Array;
  readonly control: Int32Array;
}

/** Places in `control`. */
export const FROM = 0;
export const TO = 1;
/** States before the wave. */
export const COUNT = 2;
/** Batches of it that were taken. */
export const TAKEN = 3;
/** What is taken next by whoever comes: a batch or a part. */
export const NEXT = 4;
/** Why the wave has to be done by one thread. */
export const EVENT = 5;
const CONTROL = 6;

/** Something broke, or a property cannot be evaluated: who does it alone must find it as well. */
export const FOUND = 1;
/** Something that one thread has to look at, and may find harmless. */
export const LOOK = 2;

/** Places in `counters`. */
export const TRANSITIONS = 0;
export const DEAD_ENDS = 1;
export const ENDS = 2;
export const REDUCED = 3;
export const COUNTERS = 4;

/** @param shift a buffer has room for 2 ** shift successors */
export function createWave(
  meter: Meter,
  { size, shift }: { readonly size: number; readonly shift: number },
  words: number,
  sometimes: number,
): Wave {
  const partBits = Math.ceil(Math.log2(size * 4));
  const parts = 2 ** partBits;
  const most = size * BATCHES;
  const room = 2 ** shift;
  return {
    size,
    shift,
    partBits,
    most,
    buffers: Array.from({ length: size }, () => ({
      words: meter.int32(room * words),
      parents: meter.int32(room),
      hashes: meter.int32(room),
      sorted: meter.int32(room),
      fresh: meter.uint8(room),
    })),
    batches: meter.int32(most * 3),
    bounds: meter.int32(most * (parts + 1)),
    news: meter.int32(most * parts),
    firsts: meter.int32(most),
    bases: meter.int32(parts + 1),
    ends: meter.int32(parts),
    successors: meter.int32(room * size),
    beyond: meter.int32(parts * 2 * MOST_BEYOND),
    beyondCounts: meter.int32(parts),
    seen: meter.int32(sometimes),
    counters: meter.int32(size * COUNTERS),
    control: meter.int32(CONTROL),
  };
}
