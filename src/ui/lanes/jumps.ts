// SPDX-License-Identifier: MIT
// Where one jumps to in a run. A position is the number of steps taken: 0 is the beginning, and the state at position p is the
// one after step p − 1.

import type { Choices } from '../../explore/trace.ts';
import type { Story } from '../../report/story.ts';

/** The next position at which another thread begins to run: its first step is the one that was just taken. */
export function nextSwitch({ steps }: Pick<Choices, 'steps'>, position: number): number | null {
  for (let step = position; step < steps.length; step++)
    if (step > 0 && steps[step]?.thread !== steps[step - 1]?.thread) return step + 1;
  return null;
}

export function previousSwitch({ steps }: Pick<Choices, 'steps'>, position: number): number | null {
  for (let step = position - 2; step > 0; step--) if (steps[step]?.thread !== steps[step - 1]?.thread) return step + 1;
  return null;
}

/** By step, the objects that it touches. */
export function touchedBy({ steps }: Pick<Story, 'steps'>): readonly (readonly string[])[] {
  return steps.map(({ events }) => [...new Set(events.flatMap(objectOf))]);
}

/** The next position after a step that touched an object, what is embedded in it included. */
export function nextTouch(touched: readonly (readonly string[])[], position: number, object: string): number | null {
  for (let step = position; step < touched.length; step++) if (touches(touched[step], object)) return step + 1;
  return null;
}

export function previousTouch(
  touched: readonly (readonly string[])[],
  position: number,
  object: string,
): number | null {
  for (let step = position - 2; step >= 0; step--) if (touches(touched[step], object)) return step + 1;
  return null;
}

function touches(objects: readonly string[] | undefined, object: string): boolean {
  return (objects ?? []).some((name) => isIn(name, object));
}

function objectOf(event: Story['steps'][number]['events'][number]): readonly string[] {
  switch (event.kind) {
    case 'read':
    case 'write':
      return [event.location.object];
    case 'alloc':
    case 'free':
      return [event.object];
    default:
      return [];
  }
}

/** `page0.hash_lock` is in `page0`. */
export function isIn(name: string, object: string): boolean {
  return name === object || name.startsWith(`${object}.`);
}
