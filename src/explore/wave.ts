// SPDX-License-Identifier: MIT
// The memory that several threads of execution search with: what of a wave each of them writes, and the others read.
//
// A wave is a run of states of one level, in batches as one thread would take them. What is new stays with the member that
// found it until the wave is over: such a find is called by a number, member × room + place among its finds. The turn of a
// successor says when one thread would have come to it: batch × 2 ** TURN_SHIFT + place among the successors of the batch.

import type { Meter } from './memory.ts';

/** A batch may have so many successors. */
export const TURN_SHIFT = 16;
/** Turns fit in 31 bits. */
const BATCHES = 2 ** (31 - TURN_SHIFT);
/** Successors for each find that there is room for. */
const SUCCESSORS = 4;

/** What a member writes when it expands. */
export interface Buffers {
  /** [find × (words + FIND_WORDS)] the words of the state, then TURN, SLOT and TAG. */
  readonly finds: Int32Array;
  /** [successor] a find's number + 1, if it was the first to come to it at that time; 0: it was not. */
  readonly firsts: Int32Array;
  /** [successor] the state it came from, where `firsts` is not 0. */
  readonly parents: Int32Array;
}

/** Words of a find behind those of its state. The earliest turn at which it was come to: several compete for it. */
export const TURN = 0;
/** Where its entry is in the table, and the entry without the id. */
export const SLOT = 1;
export const TAG = 2;
export const FIND_WORDS = 3;

export interface Wave {
  readonly size: number;
  /** A member has room for 2 ** shift finds, and for so many times as many successors. */
  readonly shift: number;
  readonly room: number;
  /** Batches. */
  readonly most: number;
  readonly buffers: readonly Buffers[];
  /** [batch × 3] the member that expanded it, where its successors begin, how many they are. */
  readonly batches: Int32Array;
  /** [batch] new states that one thread would find there. */
  readonly news: Int32Array;
  /** [batch] the id of the first of them. */
  readonly ids: Int32Array;
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
/** What is taken next by whoever comes. */
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
export const FINDS = 4;
export const COUNTERS = 5;

/** @param shift a member has room for 2 ** shift finds */
export function createWave(
  meter: Meter,
  { size, shift }: { readonly size: number; readonly shift: number },
  words: number,
  sometimes: number,
): Wave {
  const most = Math.min(BATCHES, size * 2 ** Math.max(0, shift - 4));
  const finds = 2 ** shift;
  const room = finds * SUCCESSORS;
  return {
    size,
    shift,
    room,
    most,
    buffers: Array.from({ length: size }, () => ({
      finds: meter.int32(finds * (words + FIND_WORDS)),
      firsts: meter.int32(room),
      parents: meter.int32(room),
    })),
    batches: meter.int32(most * 3),
    news: meter.int32(most),
    ids: meter.int32(most),
    seen: meter.int32(sometimes),
    counters: meter.int32(size * COUNTERS),
    control: meter.int32(CONTROL),
  };
}
