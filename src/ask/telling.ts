// SPDX-License-Identifier: MIT
// Telling a story is work like searching: bounded in time and size, and Ctrl-C ends it. Where it ends early the verdict
// stays, and this says why there are no columns.

import type { Progress, Stop } from '../explore/options.ts';
import { type Clock, pace } from '../explore/pace.ts';
import { count, counted } from '../report/numbers.ts';
import { nothing } from './decide.ts';

/** Nobody reads as many, and what is kept of each takes about 2 kB. */
const mostSteps = 100_000;

export type Telling<T> =
  | { readonly kind: 'told'; readonly value: T }
  /** One sentence. */
  | { readonly kind: 'untold'; readonly why: string };

/** @param steps of the trace that is followed; null where it is not known yet, and bounded otherwise
 *  @param counts of the search before */
export function* telling<T>(
  work: Generator<void, T>,
  steps: number | null,
  clock: Clock,
  counts = nothing,
): Generator<Progress, Telling<T>, Stop> {
  const untold = (why: string): Telling<T> => ({ kind: 'untold', why: `the story is not told: ${why}` });
  if (steps !== null && steps > mostSteps)
    return untold(`it has ${counted(steps, 'step')}, and at most ${count(mostSteps)} are told`);
  const result = yield* pace(work, () => ({ phase: 'telling', frontier: 0, counts }), clock);
  if (result.kind === 'done') return { kind: 'told', value: result.value };
  switch (result.by) {
    case 'time':
      return untold('the time is over (--max-time)');
    case 'interrupt':
      return untold('interrupted');
    case 'memory':
      return untold("the memory is full (--max-memory, or Node's own)");
  }
}

/** Of who asks for one run, with a budget for all of it. */
export function clockFrom(now: () => number, maxTime: number): Clock {
  return { now, maxTime, started: now() };
}
