// SPDX-License-Identifier: MIT
// What a timeline is drawn from: the replayed steps of a trace.

import type { Event, Explanation, Frame, Thread } from '../compile/program.ts';
import type { Treatment } from '../explore/treatment.ts';
import type { Failure } from '../explore/verdict.ts';

/** A call that a thread is in. */
export type OpenCall = Pick<Frame, 'function' | 'args'>;

export interface ToldStep {
  /** Index in Story.threads. */
  readonly thread: number;
  /** The calls that the thread was in before the step, outermost first, without the thread's own body. */
  readonly inside: readonly OpenCall[];
  readonly events: readonly Event[];
  /** Whether a daemon or an environment begins its round with this step, and whether it ends it. */
  readonly begins: boolean;
  readonly ends: boolean;
}

export interface Story {
  readonly threads: readonly Thread[];
  readonly steps: readonly ToldStep[];
  /** Per thread, the calls that it is in at the end. */
  readonly open: readonly (readonly OpenCall[])[];
  /** Per thread, what its next step would tell, by its first path; null where it has finished or is at its top. */
  readonly next: readonly (readonly Event[] | null)[];
  readonly failure: Failure | null;
  /** Why the property that failed is false in the last state. */
  readonly why: Explanation | null;
  /** Why what is due is due, in the state from which on it is. */
  readonly since: Explanation | null;
  /** How the loop treats each thread; null: there is none. */
  readonly round: readonly Treatment[] | null;
  /** What is not the same in all initial states, as it is in this one: `glock.gl_state EXCLUSIVE`. */
  readonly begins: readonly string[];
}

/** A step before which a line stands across: what is told together does not reach over it. */
export interface Border {
  readonly step: number;
  /** What begins there. */
  readonly begins: 'due' | 'loop';
}

/** In the order in which they stand. */
export function bordersOf({ failure }: Pick<Story, 'failure'>): readonly Border[] {
  return (['due', 'loop'] as const).flatMap((begins) => {
    const step = failure?.[begins] ?? null;
    return step === null ? [] : [{ step, begins }];
  });
}

export interface Detail {
  /** Every touch on a line of its own, with its file and line. */
  readonly full: boolean;
  /** Ghosts and constants too: they cost no step and are usually only in the way. */
  readonly free: boolean;
}

/** The first word of a thread's name, `CPU0` of `CPU0 munmap`, where that is enough to tell it from the others. */
export function shortName(name: string, threads: readonly Thread[]): string {
  const first = (text: string): string => text.split(' ')[0] ?? text;
  const short = first(name);
  return threads.filter((thread) => first(thread.name) === short).length > 1 ? name : short;
}
