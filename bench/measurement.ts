// SPDX-License-Identifier: MIT
// What one run of one side on one model says, in the same terms for both sides.

export interface Measurement {
  readonly states: number;
  readonly transitions: number;
  /** Processor time, user and system, of all the threads of the search. Not the time on the wall: that one measures the
   *  neighbours, too. */
  readonly seconds: number;
  /** The same for a second search in the same process, where there was one. */
  readonly again: number | null;
  /** What the side says it held at its largest: states, hash table, stack or frontier. */
  readonly bytes: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Runs a command on one core where `taskset` is there to hold it. */
export function onOneCore(taskset: boolean, command: string, args: readonly string[]): [string, string[]] {
  return taskset ? ['taskset', ['-c', '0', command, ...args]] : [command, [...args]];
}
