// SPDX-License-Identifier: MIT
// What a timeline is drawn from, and which touches are worth a line. Comes in: the replayed steps of a trace. A touch is
// worth printing when the story turns on it: every write, and every read of something that another thread writes.

import type { Event, Frame, Thread } from '../compile/program.ts';
import type { Failure } from '../explore/verdict.ts';

/** A call that a thread is in. */
export type OpenCall = Pick<Frame, 'function' | 'args'>;

export interface ToldStep {
  /** Index in Story.threads. */
  readonly thread: number;
  /** The calls that the thread was in before the step, outermost first, without the thread's own body. */
  readonly inside: readonly OpenCall[];
  readonly events: readonly Event[];
}

export interface Story {
  readonly threads: readonly Thread[];
  readonly steps: readonly ToldStep[];
  readonly failure: Failure | null;
}

export interface Detail {
  /** Every touch on a line of its own, with its file and line. */
  readonly full: boolean;
  /** Ghosts, constants and stack structures too: they cost no step and are usually only in the way. */
  readonly free: boolean;
}

/** A story that short is told completely: every read is shown. In printed lines. */
export const shortStory = 16;

/** Cells that one thread reads and another one writes: where the threads meet. */
export function meetingPlaces(steps: readonly ToldStep[]): ReadonlySet<string> {
  const writers = new Map<string, Set<number>>();
  const readers = new Map<string, Set<number>>();
  for (const step of steps) {
    for (const event of step.events) {
      if ((event.kind !== 'read' && event.kind !== 'write') || event.free) continue;
      const who = event.kind === 'write' ? writers : readers;
      const known = who.get(event.location.key) ?? new Set<number>();
      known.add(step.thread);
      who.set(event.location.key, known);
    }
  }
  const places = new Set<string>();
  for (const [key, readBy] of readers) {
    const writtenBy = writers.get(key) ?? new Set<number>();
    if ([...readBy].some((reader) => [...writtenBy].some((writer) => writer !== reader))) places.add(key);
  }
  return places;
}

/** The first word of a thread's name, `CPU0` of `CPU0 munmap`, where that is enough to tell it from the others. */
export function shortName(name: string, threads: readonly Thread[]): string {
  const first = (text: string): string => text.split(' ')[0] ?? text;
  const short = first(name);
  return threads.filter((thread) => first(thread.name) === short).length > 1 ? name : short;
}
