// SPDX-License-Identifier: MIT
// What kind of mistake a failure is, with its own words: what a reader would have to work out from the columns. Each is said
// only where the events of the run show all of it; a failure of which that is not so has none.

import { type Deadlock, deadlocksOf } from './deadlocks.ts';
import { type Diagnosis, Happened } from './history.ts';
import { lostStores } from './lost-stores.ts';
import { staleCopies } from './stale-copies.ts';
import type { Story } from './story.ts';
import { tornReads } from './torn-reads.ts';
import { usesAfterFree } from './use-after-free.ts';

/** They are asked for by whoever writes columns, and again for each way of writing them. */
const known = new WeakMap<Story, readonly Diagnosis[]>();

export function diagnosesOf(story: Story): readonly Diagnosis[] {
  const before = known.get(story);
  if (before !== undefined) return before;
  const happened = new Happened(story);
  const lost = lostStores(story, happened);
  const stale = staleCopies(story, happened, new Set(lost.flatMap(({ events }) => events)));
  const found = [...stale, ...tornReads(story, happened), ...usesAfterFree(story, happened), ...lost];
  known.set(story, found);
  return found;
}

/** A diagnosis without the events: plain data. */
export interface Named {
  readonly kind: Diagnosis['kind'] | Deadlock['kind'];
  readonly text: string;
}

/** Everything that has a name in a failure, deadlocks too. */
export function namedIn(story: Story): readonly Named[] {
  return [...deadlocksOf(story), ...diagnosesOf(story)].map(({ kind, text }) => ({ kind, text }));
}
