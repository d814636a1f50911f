// SPDX-License-Identifier: MIT
// Steps instead of events: which of them the failure turns on, and the one that made it so.

import { decidingEvents } from '../../report/deciding.ts';
import { changes } from '../../report/history.ts';
import type { Story } from '../../report/story.ts';

/** The steps in which something happens that is told whatever else is not. */
export function decidingSteps(story: Story): ReadonlySet<number> {
  const events = decidingEvents(story);
  return new Set(story.steps.flatMap((step, i) => (step.events.some((event) => events.has(event)) ? [i] : [])));
}

/** The step after which it was false and stayed false, as far as memory tells: the last that changed what is asked about. What
 *  goes wrong within a step is decided by it. */
export function decisiveStep(story: Story): number | null {
  const { failure, why, steps } = story;
  if (failure === null || steps.length === 0) return null;
  if (failure.kind === 'fault') return steps.length - 1;
  const asked = new Set([
    ...(why?.reads ?? []).map(({ key }) => key),
    ...failure.waits.flatMap(({ location }) => (location === null ? [] : [location.key])),
  ]);
  const last = steps.findLastIndex(({ events }) =>
    events.some((event) => changes(event) && asked.has(event.location.key)),
  );
  return last < 0 ? null : last;
}
