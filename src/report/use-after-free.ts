// SPDX-License-Identifier: MIT
// An object that somebody uses, or can still reach, when it has been given back. The model gives objects back with free(), or
// says which field of a class is the mark that they were. Who has a mark only may touch a free object and find out, so a touch
// is called a use only where it is what the failure is about: the step that looked at the mark noted something, in memory that
// costs no step, and the property reads that.

import type { Datum, Event } from '../compile/program.ts';
import { cellName, scalarsOf } from '../explore/cells.ts';
import {
  askedBy,
  type Diagnosis,
  type Happened,
  isChange,
  leadsTo,
  nameOf,
  type Placed,
  type Touch,
  whoText,
} from './history.ts';
import type { Story } from './story.ts';

export function usesAfterFree(story: Story, happened: Happened): readonly Diagnosis[] {
  return [...usesOfFreed(story, happened), ...marked(story, happened), ...reachable(story, happened)];
}

/** A touch that broke the run: of the one object that was free then, if it was one. */
function usesOfFreed(story: Story, { touches }: Happened): readonly Diagnosis[] {
  const last = story.steps.at(-1);
  const fault = last?.events.at(-1);
  if (last === undefined || fault?.kind !== 'fault' || fault.fault.kind !== 'freed') return [];
  const free = new Map<string, { readonly event: Event; readonly thread: number }>();
  for (const { thread, events } of story.steps)
    for (const event of events) {
      if (event.kind === 'free') free.set(event.object, { event, thread });
      else if (event.kind === 'alloc') free.delete(event.object);
    }
  const [only, another] = free;
  if (only === undefined || another !== undefined) return [];
  const [object, { event, thread }] = only;
  const by = last.thread;
  const held = holding(story, touches, object, by);
  // Its own body is called like the thread.
  const inside = fault.fault.function === story.threads[by]?.name ? '' : ` in ${fault.fault.function}()`;
  const who = thread === by ? `${nameOf(story, by)} itself` : nameOf(story, thread);
  return [
    {
      kind: 'use-after-free',
      text: `use after free: ${nameOf(story, by)}${inside} uses ${object}, which ${who} had freed${held.text}`,
      events: [event, ...held.events],
    },
  ];
}

/** The step that made the property false had looked at an object that was marked. */
function marked(story: Story, happened: Happened): readonly Diagnosis[] {
  const asked = askedBy(story);
  return happened.touches.flatMap((look): readonly Diagnosis[] => {
    const { event, step, thread, at } = look;
    if (event.kind !== 'read' || event.location.role?.kind !== 'freed' || !isFreed(event.value)) return [];
    if (story.steps[step]?.events.some((one) => looksFor(one, event)) === true) return [];
    const noted = happened
      .in(step)
      .some(
        (one) =>
          one.event.free && asked.has(one.event.location.key) && happened.lastChange(one.event.location.key) === one,
      );
    const freed = freeing(happened.of(event.location.key).filter((one) => one.at < at));
    if (!noted || freed === undefined) return [];
    const { object } = event.location;
    const held = holding(story, happened.touches.slice(0, at), object, thread);
    return [
      {
        kind: 'use-after-free',
        text: `use after free: ${whoText(story, look)} uses ${object}, which ${whoText(story, freed)} had freed${held.text}`,
        events: [event, freed.event, ...held.events],
      },
    ];
  });
}

/** At the end the property finds an object that is marked, by way of something that leads to it. */
function reachable(story: Story, happened: Happened): readonly Diagnosis[] {
  const reads = story.why?.reads ?? [];
  return reads.flatMap((mark): readonly Diagnosis[] => {
    if (mark.role?.kind !== 'freed') return [];
    const freed = freeing(happened.of(mark.key));
    if (freed === undefined) return [];
    const ways = reads.flatMap(({ key, object }) => {
      const last = object === mark.object ? undefined : happened.lastChange(key);
      return last !== undefined && leadsTo(last.event.value).includes(mark.object) ? [last] : [];
    });
    return ways.map((way) => {
      const since = way.at < freed.at ? 'has led to it since' : 'leads to it by';
      return {
        kind: 'use-after-free' as const,
        text: `freed while in use: ${whoText(story, freed)} gave ${mark.object} back, and ${cellName(way.event.location)} ${since} ${whoText(story, way)}`,
        events: [freed.event, way.event],
      };
    });
  });
}

/** Who waits for the mark, or sets it, is the one who gives the object back, or out again. */
function looksFor(one: Event, mark: Touch): boolean {
  if (one.kind === 'write') return one.location.role?.kind === 'freed';
  if (one.kind !== 'wait') return false;
  return one.reads.some(
    ({ place }) =>
      place.file === mark.place.file && place.line === mark.place.line && place.column === mark.place.column,
  );
}

/** Anything but false and zero. */
function isFreed(value: Datum): boolean {
  return scalarsOf(value).some((one) => {
    const { value: part } = one;
    if (part.kind === 'bool') return part.value;
    return (part.kind === 'int' || part.kind === 'enum') && part.value !== 0;
  });
}

/** The write since which the object is free.
 *  @param touches of the mark */
function freeing(touches: readonly Placed[]): Placed | undefined {
  const changes = touches.filter(isChange);
  const last = changes.at(-1);
  if (last === undefined || !isFreed(last.event.value)) return undefined;
  const kept = changes.findLastIndex((one) => !isFreed(one.event.value));
  return changes[kept + 1];
}

/** Where the thread has its reference from: the last place in which it saw one. */
function holding(
  story: Story,
  touches: readonly Placed[],
  object: string,
  thread: number,
): { readonly text: string; readonly events: readonly Event[] } {
  const seen = touches.findLast(
    (one) => one.thread === thread && one.event.kind === 'read' && leadsTo(one.event.value).includes(object),
  );
  if (seen === undefined) return { text: '', events: [] };
  const inside = seen.inside === null ? '' : ` in ${seen.inside}()`;
  return {
    text: `; ${nameOf(story, thread)} had read it from ${cellName(seen.event.location)}${inside}`,
    events: [seen.event],
  };
}
