// SPDX-License-Identifier: MIT
// Where one jumps to in a run. A position is the number of steps taken: 0 is the beginning, and the state at position p is the
// one after step p − 1.

import type { Story } from '../../report/story.ts';

/** The next position at which another thread begins to run: its first step is the one that was just taken. */
export function nextSwitch({ steps }: Story, position: number): number | null {
  for (let step = position; step < steps.length; step++)
    if (step > 0 && steps[step]?.thread !== steps[step - 1]?.thread) return step + 1;
  return null;
}

export function previousSwitch({ steps }: Story, position: number): number | null {
  for (let step = position - 2; step > 0; step--) if (steps[step]?.thread !== steps[step - 1]?.thread) return step + 1;
  return null;
}

/** The next position after a step that touched an object, what is embedded in it included. */
export function nextTouch({ steps }: Story, position: number, object: string): number | null {
  for (let step = position; step < steps.length; step++) if (touches(steps[step], object)) return step + 1;
  return null;
}

export function previousTouch({ steps }: Story, position: number, object: string): number | null {
  for (let step = position - 2; step >= 0; step--) if (touches(steps[step], object)) return step + 1;
  return null;
}

function touches(step: Story['steps'][number] | undefined, object: string): boolean {
  return (step?.events ?? []).some((event) => {
    switch (event.kind) {
      case 'read':
      case 'write':
        return isIn(event.location.object, object);
      case 'alloc':
      case 'free':
        return isIn(event.object, object);
      default:
        return false;
    }
  });
}

/** `page0.hash_lock` is in `page0`. */
export function isIn(name: string, object: string): boolean {
  return name === object || name.startsWith(`${object}.`);
}
