// SPDX-License-Identifier: MIT
// Cuts work into slices. Work is a generator that yields often and knows nothing of time; here the clock, the budgets
// and the caller's interrupt meet it. Out of memory is a bound like the others.

import { MemoryFull } from './memory.ts';
import type { Options, Progress, Stop } from './options.ts';
import type { Bound } from './verdict.ts';

const SLICE_MILLISECONDS = 40;
/** A story is told in this time also where the search has used up its own: most take a tenth of it. */
const STORY_MILLISECONDS = 1000;
/** Yields of the work after which a slice ends even where the clock stands still. */
const SLICE_YIELDS = 512;

export type Paced<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'stopped'; readonly by: Extract<Bound['kind'], 'time' | 'memory' | 'interrupt'> };

/** The clock and the budget of whoever goes on. */
export type Clock = Pick<Options, 'now' | 'maxTime' | 'cut'> & { readonly started: number };

/** What is left for telling what came out: the rest of the time, and never less than a story takes. */
export function timeToTell(clock: Clock): Clock {
  return { ...clock, maxTime: Math.max(clock.maxTime, clock.now() - clock.started + STORY_MILLISECONDS) };
}

export function* pace<T>(
  work: Generator<void, T>,
  progress: () => Progress,
  options: Clock,
): Generator<Progress, Paced<T>, Stop> {
  const { now, maxTime, started, cut } = options;
  const stopped = (by: Extract<Paced<T>, { kind: 'stopped' }>['by']): Paced<T> => {
    cut?.();
    return { kind: 'stopped', by };
  };
  let sliceBegan = now();
  let yields = 0;
  for (;;) {
    const result = advance(work);
    if (result === 'memory') return stopped('memory');
    if (result.done === true) return { kind: 'done', value: result.value };
    const time = now();
    if (time - started > maxTime) return stopped('time');
    if (++yields < SLICE_YIELDS && time - sliceBegan < SLICE_MILLISECONDS) continue;
    const stop = yield progress();
    if (stop !== undefined) return stopped(stop);
    yields = 0;
    sliceBegan = now();
  }
}

/** The same work without a clock, for who has nobody to wait for. */
export function toEnd<T>(work: Generator<unknown, T, undefined>): T {
  for (;;) {
    const result = work.next();
    if (result.done === true) return result.value;
  }
}

function advance<T>(work: Generator<void, T>): IteratorResult<void, T> | 'memory' {
  try {
    return work.next();
  } catch (error) {
    if (error instanceof MemoryFull) return 'memory';
    throw error;
  }
}
