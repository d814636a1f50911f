// SPDX-License-Identifier: MIT
// Telling a story is work like searching: bounded in time and size, and Ctrl-C ends it. Where it ends early the verdict
// stays, and this says why there are no columns.

import type { Progress } from '../explore/options.ts';
import { type Clock, pace } from '../explore/pace.ts';
import type { Counts } from '../explore/verdict.ts';
import { count, counted } from '../report/numbers.ts';
import type { Interrupt } from './decide.ts';
import { driven, type Machine, nothing } from './decide.ts';

/** Nobody reads as many, and what is kept of each takes about 2 kB. */
const mostSteps = 100_000;

export type Telling<T> =
  | { readonly kind: 'told'; readonly value: T }
  /** One sentence. */
  | { readonly kind: 'untold'; readonly why: string };

export interface Listener {
  readonly clock: Clock;
  readonly interrupt: Interrupt;
  rest(): Promise<void>;
  readonly counts: Counts;
  show(progress: Progress): void;
}

/** Who asks for one run, with a budget for all of it. */
export function listener(maxTime: number, interrupt: Interrupt, { now, rest }: Machine): Listener {
  return { clock: { now, maxTime, started: now() }, interrupt, rest, counts: nothing, show: () => {} };
}

/** @param steps of the trace that is followed; null where it is not known yet, and bounded otherwise */
export async function telling<T>(
  work: Generator<void, T>,
  steps: number | null,
  { clock, counts, show, ...listening }: Listener,
): Promise<Telling<T>> {
  const untold = (why: string): Telling<T> => ({ kind: 'untold', why: `the story is not told: ${why}` });
  if (steps !== null && steps > mostSteps)
    return untold(`it has ${counted(steps, 'step')}, and at most ${count(mostSteps)} are told`);
  const paced = pace(work, () => ({ phase: 'telling', frontier: 0, counts }), clock);
  const result = await driven(paced, listening, show);
  if (result.kind === 'done') return { kind: 'told', value: result.value };
  switch (result.by) {
    case 'time':
      return untold('the time is over (--max-time)');
    case 'interrupt':
      return untold('interrupted');
    case 'memory':
      return untold('the memory is full');
  }
}
