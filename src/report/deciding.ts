// SPDX-License-Identifier: MIT
// What a failure turns on, event by event: for each cell that the property, or a failing wait, reads, the last write to it,
// with the looks that led its thread there and what they missed; the wakes that a waiter overwrote; the news: what a thread
// read that another one had made different from what it knew, with the change; and what a round that goes on for ever does and
// undoes. All of it is told, however short the story is made. Hard case: which of a thread's looks led it to where it waits for
// ever. Those after its last write to what it waits for are the ones, at what others change; where it wrote nothing of that, its
// last ones.

import type { Datum, Event } from '../compile/program.ts';
import { sameValue, scalarsOf } from '../explore/cells.ts';
import { diagnosesOf } from './diagnoses.ts';
import { historyOf, isChange, type Touched } from './history.ts';
import type { Story } from './story.ts';

type History = ReadonlyMap<string, readonly Touched[]>;

/** So many looks of a thread before what the failure is about, or that wrote nothing of what it waits for. */
const lastLooks = 2;
/** So many changes are told because others came to see them: the last ones before the end. */
const mostNews = 4;

export function decidingEvents(story: Story): ReadonlySet<Event> {
  const history = historyOf(story);
  const deciding = new Set<Event>();
  const add = (...found: readonly (Touched | undefined)[]): void => {
    for (const one of found) if (one !== undefined) deciding.add(one.event);
  };
  for (const key of askedCells(story)) {
    const touches = history.get(key) ?? [];
    const last = touches.findLast(isChange) ?? lastGhost(story, key);
    if (last === undefined) continue;
    add(last, staleLook(touches, last));
    for (const look of looks(story, last.thread, 0, last.step, history).slice(-lastLooks)) {
      // What it saw that was new to it is news, below.
      add(look, ...awayAndBack(look, history), missedBy(look, history));
    }
  }
  for (const wait of story.failure?.waits ?? []) {
    const thread = story.threads.findIndex(({ name }) => name === wait.thread);
    const cell = wait.location === null ? [] : (history.get(wait.location.key) ?? []);
    add(...wakes(cell, thread));
    const began = cell.findLast((one) => one.thread === thread && isChange(one))?.step;
    const led = looks(story, thread, began ?? 0, Infinity, history);
    for (const look of led.slice(began === undefined ? -lastLooks : -2 * lastLooks)) {
      const before = changesOfOthers(look, history).filter((one) => one.step < look.step);
      // What was taken back is told with what it took back.
      add(look, ...before.slice(-2), missedBy(look, history));
    }
  }
  for (const { change, look } of news(story, history).slice(-mostNews)) add(change, look);
  add(...doneAndUndone(story, history));
  for (const { events } of diagnosesOf(story)) for (const event of events) deciding.add(event);
  return deciding;
}

function changesOfOthers({ thread, event }: Touched, history: History): readonly Touched[] {
  return (history.get(event.location.key) ?? []).filter((one) => one.thread !== thread && isChange(one));
}

/** What made a cell another than a thread had seen in it, and what made it the same again before it looked. */
function awayAndBack(look: Touched, history: History): readonly (Touched | undefined)[] {
  const touches = history.get(look.event.location.key) ?? [];
  const known = touches.findLast((one) => one.thread === look.thread && one.step < look.step);
  if (known === undefined || !agrees(look.event.value, known.event.value)) return [];
  const changes = changesOfOthers(look, history).filter((one) => one.step > known.step && one.step < look.step);
  return [changes[0], changes.at(-1)];
}

/** What a look came too early for. */
function missedBy(look: Touched, history: History): Touched | undefined {
  return changesOfOthers(look, history).find((one) => one.step > look.step);
}

/** What threads read that was no longer as they knew it, or, where they had not looked yet, as it was at the beginning; in the
 *  order of the looks. Whoever only counts on from what there is has not looked: a reference that another one got is no news.
 *  Nor is what a daemon answers. */
function news(story: Story, history: History): readonly { readonly change: Touched; readonly look: Touched }[] {
  const found: { readonly change: Touched; readonly look: Touched }[] = [];
  const tells = (thread: number): boolean => story.threads[thread]?.role !== 'daemon';
  const hears = (thread: number): boolean => story.threads[thread]?.role === 'thread';
  for (const touches of history.values()) {
    let change: Touched | undefined;
    let now = touches.flatMap(({ event }) => (event.kind === 'write' ? [event.before] : []))[0];
    if (now === undefined) continue;
    const first = now;
    const known = new Map<number, Datum>();
    for (const touch of touches) {
      const { thread, step, event } = touch;
      if (event.kind === 'write') {
        now = event.value;
        if (isChange(touch)) change = touch;
      } else if (change !== undefined && change.thread !== thread && tells(change.thread) && hears(thread)) {
        const counts = now.kind === 'int' && touches.some((one) => one.step === step && one.event.kind === 'write');
        if (!counts && !agrees(event.value, known.get(thread) ?? first)) found.push({ change, look: touch });
      }
      known.set(thread, now);
    }
  }
  return found.sort((a, b) => a.look.step - b.look.step);
}

/** In a round that goes on for ever: of what is looked at, each change, and the next look at what it made. What is done and
 *  undone in turn is why the round ends where it began. */
function doneAndUndone(story: Story, history: History): readonly Touched[] {
  const loop = story.failure?.loop ?? null;
  if (loop === null) return [];
  return [...history.values()].flatMap((touches) => {
    const round = touches.filter(({ step }) => step >= loop);
    const looks = round.flatMap((change, i): readonly Touched[] => {
      if (!isChange(change)) return [];
      const rest = [...round.slice(i + 1), ...round.slice(0, i)];
      const until = rest.findIndex(isChange);
      return rest
        .slice(0, until < 0 ? undefined : until)
        .filter((one) => isLook(story, one))
        .slice(0, 1);
    });
    return looks.length === 0 ? [] : [...round.filter(isChange), ...looks];
  });
}

/** Where a step also writes, its reads are part of the change. */
function isLook(story: Story, { step, event }: Touched): boolean {
  const { events = [] } = story.steps[step] ?? {};
  return event.kind === 'read' && !events.some((one) => one.kind === 'wait' || (one.kind === 'write' && !one.free));
}

/** Whether the parts that were looked at are what was known of them. */
function agrees(seen: Datum, known: Datum): boolean {
  const parts = new Map(scalarsOf(known).map(({ part, value }) => [part.join('.'), value]));
  return scalarsOf(seen).every(({ part, value }) => {
    const old = parts.get(part.join('.'));
    return old !== undefined && sameValue(old, value);
  });
}

/** Keys of the cells that the property, or the wait, was false about. */
function askedCells(story: Story): ReadonlySet<string> {
  const waits = story.failure?.waits ?? [];
  const locations = [
    ...waits.flatMap(({ location }) => (location === null ? [] : [location])),
    ...(story.why?.reads ?? []),
  ];
  return new Set(locations.map(({ key }) => key));
}

/** What only properties read costs no step, and is in no history; when it changed is when it went wrong. */
function lastGhost(story: Story, key: string): Touched | undefined {
  return story.steps
    .flatMap(({ thread, events }, step) =>
      events.flatMap((event): Touched[] =>
        event.kind === 'write' && event.location.key === key ? [{ thread, step, event }] : [],
      ),
    )
    .findLast(isChange);
}

/** What the writer had read of the cell, where another thread wrote it in between: the write is made of what was so then. */
function staleLook(touches: readonly Touched[], write: Touched): Touched | undefined {
  const before = touches.slice(0, touches.indexOf(write));
  const other = before.findLastIndex((one) => one.thread !== write.thread && isChange(one));
  const own = before.findLastIndex((one) => one.thread === write.thread);
  return own < other && before[own]?.event.kind === 'read' ? before[own] : undefined;
}

/** Writes of others to what a thread waits for, after which it wrote itself: they came too early. */
function wakes(cell: readonly Touched[], thread: number): readonly Touched[] {
  const own = cell.findLastIndex((one) => one.thread === thread && isChange(one));
  if (own < 0) return [];
  const last = cell.slice(0, own).findLast((one) => one.thread !== thread && one.event.kind === 'write');
  return last === undefined ? [] : [last];
}

/** Reads that led a thread to where it is, of what others change. Where a step also writes, its reads are part of the change. */
function looks(story: Story, thread: number, from: number, until: number, history: History): readonly Touched[] {
  const found: Touched[] = [];
  story.steps.forEach((one, step) => {
    if (one.thread !== thread || step < from || step > until) return;
    if (one.events.some((event) => event.kind === 'wait' || (event.kind === 'write' && !event.free))) return;
    for (const event of one.events) {
      if (event.kind !== 'read' || event.free) continue;
      const touches = history.get(event.location.key) ?? [];
      if (touches.some((other) => other.thread !== thread && isChange(other))) found.push({ thread, step, event });
    }
  });
  return found;
}
