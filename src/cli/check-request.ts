// SPDX-License-Identifier: MIT
// What is asked of `faultline check`.

import type { Limits } from '../ask/decide.ts';
import type { Detail } from '../report/story.ts';
import type { Entries } from './entries.ts';
import type { MakingFlags, readHead } from './snapshots.ts';
import type { On } from './swarm/board.ts';

export interface CheckRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  /** Only rows about this one; null: all. */
  readonly property: string | null;
  readonly json: boolean;
  /** Print every story, not only those that nobody expected. */
  readonly trace: boolean;
  readonly detail: Detail;
  /** Without a budget of memory, the searches share what is free. */
  readonly limits: Omit<Limits, 'maxMemory'> & { readonly maxMemory: number | null };
  readonly workers: number;
  /** Who answers; null: this machine. */
  readonly on: On | null;
  /** How many workers share the states of the one row that is asked; left out or null: one has them all. */
  readonly across?: number | null;
  /** Searches of each row, in other orders; null: one. */
  readonly tries: number | null;
  /** What was answered before; null: everything is asked. */
  readonly cache: Cache | null;
  /** Where the one search is saved; null: nowhere. */
  readonly saving: Saving | null;
}

export interface Saving {
  readonly folder: string;
  /** Milliseconds. */
  readonly every: number;
  /** Of the checker. */
  readonly version: string;
  /** As they were typed. */
  readonly making: MakingFlags;
  /** Where it goes on; null: from the beginning. */
  readonly head: ReturnType<typeof readHead> | null;
}

export interface Cache {
  readonly entries: Entries;
  /** Of the checker. */
  readonly version: string;
}
