// SPDX-License-Identifier: MIT
// A copy that is used, or still there, when the original has changed: a TLB entry whose PTE is gone. The model says which
// fields are copies; all else is what the run did. Hard case: which original it is a copy of. It is the one that the step that
// filled it had read or written with the same value, and of a copy that was there from the start the one that led to the same
// object then; where that may be several, or none, nothing is said.

import type { Datum, Event, Location } from '../compile/program.ts';
import { cellName, sameValue, scalarsOf } from '../explore/cells.ts';
import { askedBy, type Diagnosis, type Happened, isChange, leadsTo, nameOf, type Placed, whoText } from './history.ts';
import type { Story } from './story.ts';
import { briefText } from './values.ts';

/** A copy, from when it was made until it is changed again. */
interface Copy {
  readonly location: Location;
  /** The write that made it; null: it was there from the start. */
  readonly fill: Placed | null;
  readonly value: Datum;
  /** Writes to the original since, up to the end of the run. */
  readonly changes: readonly Placed[];
  /** What was written over it; null: it is there at the end. */
  readonly end: Placed | null;
}

interface Use {
  readonly copy: Copy;
  /** What was touched by way of it; null: it is there, and the property looks at it. */
  readonly touch: Placed | null;
  /** The write that made the original another one, and left it so. */
  readonly change: Placed;
}

/** @param telling events that explain the failure already */
export function staleCopies(story: Story, happened: Happened, telling: ReadonlySet<Event>): readonly Diagnosis[] {
  const asked = askedBy(story);
  const uses = [...copiesFromTheStart(story, happened), ...copiesMade(happened)].flatMap((copy): readonly Use[] => [
    ...usesOf(copy, happened).filter(
      ({ touch }) => touch !== null && (telling.has(touch.event) || matters(touch, happened, asked)),
    ),
    ...(asked.has(copy.location.key) ? standing(copy) : []),
  ]);
  // The last use is nearest to what is false; a copy is said to be stale once.
  const last = new Map(uses.map((use) => [use.copy.location.key, use]));
  return [...last.values()].map((use) => told(story, use));
}

/** A copy whose original was another one from some step of the run on. */
export interface Outdated {
  readonly location: Location;
  /** The original. */
  readonly original: Location;
  /** The step that made the original another one. */
  readonly since: number;
  /** The step that makes it a copy of something again; null: none does. */
  readonly until: number | null;
  /** What a copy is called. */
  readonly name: string;
}

/** Whether or not anybody uses them. */
export function outdatedCopies(story: Story, happened: Happened): readonly Outdated[] {
  return [...copiesFromTheStart(story, happened), ...copiesMade(happened)].flatMap((copy): readonly Outdated[] => {
    const change = staleSince(copy, copy.end?.at ?? Infinity, true);
    if (change === null) return [];
    const until = copy.end?.step ?? null;
    const name = copyName(copy.location);
    return [{ location: copy.location, original: change.event.location, since: change.step, until, name }];
  });
}

function copyName({ role }: Location): string {
  if (typeof role?.name !== 'string') throw new Error('checker bug: a copy without a name');
  return role.name;
}

function copiesMade(happened: Happened): readonly Copy[] {
  return happened.touches.flatMap((fill): readonly Copy[] => {
    const { event, step } = fill;
    if (event.kind !== 'write' || !isCopy(event.location) || leadsTo(event.value).length === 0) return [];
    const sources = happened
      .in(step)
      .filter(
        ({ at, event: { location, value } }) =>
          at < fill.at && !isCopy(location) && leadsTo(value).length > 0 && agrees(value, event.value),
      );
    return copyOf(happened, { location: event.location, fill, value: event.value }, sources);
  });
}

function copiesFromTheStart(story: Story, happened: Happened): readonly Copy[] {
  const cells = new Map(happened.touches.map(({ event }) => [event.location.key, event.location]));
  const first = (key: string): Placed | undefined => happened.of(key)[0];
  const began = ({ event }: Placed): Datum => (event.kind === 'write' ? event.before : event.value);
  const sources = [...cells.keys()].flatMap((key) => first(key) ?? []).filter(({ event }) => !isCopy(event.location));
  const seen = [...cells.values()].filter(isCopy).flatMap((location) => {
    const touch = first(location.key);
    return touch === undefined ? [] : [{ location, value: began(touch) }];
  });
  return [...seen, ...untouched(story, happened)].flatMap(({ location, value }) => {
    if (leadsTo(value).length === 0) return [];
    const alike = sources.filter((one) => leadsTo(began(one)).length > 0 && agrees(began(one), value));
    return copyOf(happened, { location, fill: null, value }, alike);
  });
}

/** Copies that nobody touches: the property tells what they hold. */
function untouched(
  story: Story,
  happened: Happened,
): readonly { readonly location: Location; readonly value: Datum }[] {
  return (story.why?.facts ?? []).flatMap(({ left, right }) =>
    [left, ...(right === null ? [] : [right])].flatMap(({ term, value }) => {
      if (term.kind !== 'cell' || !isCopy(term.location) || happened.of(term.location.key).length > 0) return [];
      const whole = [...term.location.part]
        .reverse()
        .reduce<Datum>((inner, name) => ({ kind: 'record', parts: [{ name, value: inner }] }), value);
      return [{ location: { ...term.location, part: [] }, value: whole }];
    }),
  );
}

/** @param sources touches of what it may be a copy of */
function copyOf(
  happened: Happened,
  { location, fill, value }: Pick<Copy, 'location' | 'fill' | 'value'>,
  sources: readonly Placed[],
): readonly Copy[] {
  const [original, another] = new Set(sources.map(({ event }) => event.location.key));
  if (original === undefined || another !== undefined) return [];
  const later = ({ at }: Placed): boolean => fill === null || at > fill.at;
  const end = happened.of(location.key).find((one) => later(one) && one.event.kind === 'write') ?? null;
  const changes = happened.of(original).filter((one) => later(one) && isChange(one));
  return [{ location, fill, value, changes, end }];
}

function isCopy({ role }: Location): boolean {
  return role?.kind === 'copy';
}

/** Whether one who saw some parts saw them as they are in the other, and where both lead. */
function agrees(seen: Datum, other: Datum): boolean {
  const parts = new Map(scalarsOf(other).map(({ part, value }) => [part.join('.'), value]));
  const common = scalarsOf(seen).filter(({ part }) => parts.has(part.join('.')));
  const same = common.every(({ part, value }) => {
    const known = parts.get(part.join('.'));
    return known !== undefined && sameValue(known, value);
  });
  return same && common.some(({ value }) => value.kind === 'reference' && value.to !== null);
}

/** Steps that read the copy and then touched the object that it leads to, while the original no longer says so. */
function usesOf(copy: Copy, happened: Happened): readonly Use[] {
  const { fill, end, location } = copy;
  return happened.of(location.key).flatMap((read): readonly Use[] => {
    if (read.event.kind !== 'read' || read.step === fill?.step) return [];
    if ((fill !== null && read.at < fill.at) || (end !== null && read.at > end.at)) return [];
    const to = leadsTo(read.event.value);
    const through = happened.in(read.step).filter((one) => one.at > read.at && to.includes(one.event.location.object));
    return through.flatMap((touch): readonly Use[] => {
      const change = staleSince(copy, read.at, touch.event.kind === 'write');
      return change === null ? [] : [{ copy, touch, change }];
    });
  });
}

/** At the end. */
function standing(copy: Copy): readonly Use[] {
  const change = copy.end === null ? staleSince(copy, Infinity, false) : null;
  return change === null ? [] : [{ copy, touch: null, change }];
}

/** @param writing whether it matters that the original no longer has a flag that the copy has */
function staleSince({ value, changes }: Copy, at: number, writing: boolean): Placed | null {
  let since: Placed | null = null;
  for (const change of changes) {
    if (change.at > at) break;
    since = isStale(value, change.event.value, writing) ? (since ?? change) : null;
  }
  return since;
}

function isStale(copy: Datum, now: Datum, writing: boolean): boolean {
  const current = new Map(scalarsOf(now).map(({ part, value }) => [part.join('.'), value]));
  return scalarsOf(copy).some(({ part, value }) => {
    const other = current.get(part.join('.'));
    if (other === undefined || sameValue(value, other)) return false;
    if (value.kind === 'reference') return value.to !== null;
    return writing && value.kind === 'bool' && value.value;
  });
}

/** Whether the property looks at it: at what was written, or at what the thread has made of what it read. */
function matters(touch: Placed, happened: Happened, asked: ReadonlySet<string>): boolean {
  const { event, thread, at } = touch;
  if (event.kind === 'write') return asked.has(event.location.key) && happened.lastChange(event.location.key) === touch;
  const made = [...asked]
    .flatMap((key) => happened.of(key))
    .filter(
      (one) =>
        one.at > at && one.thread === thread && one.event.kind === 'write' && sameValue(one.event.value, event.value),
    );
  return made.some((write) => {
    const read = (one: Placed): boolean => one.thread === thread && one.event.kind === 'read' && !one.event.free;
    return happened.touches.findLast((one) => one.at < write.at && read(one)) === touch;
  });
}

function told(story: Story, { copy, touch, change }: Use): Diagnosis {
  const { location, fill, value, end } = copy;
  const name = copyName(location);
  const cell = `${cellName(location)} ${briefText(value)}`;
  const from = cellName(change.event.location);
  const what =
    touch === null
      ? `${cell} is there`
      : `${nameOf(story, touch.thread)} ${touch.event.kind === 'read' ? 'reads' : 'writes'} ${cellName(touch.event.location)} through ${cell}`;
  const filled = fill === null ? `as ${from} was at the start` : `filled from ${from} by ${whoText(story, fill)}`;
  const how = end !== null && leadsTo(end.event.value).length > 0 ? 'filled anew' : 'flushed';
  const flushed = end === null ? 'nobody has flushed it' : `${how} only later, by ${whoText(story, end)}`;
  return {
    kind: 'stale-copy',
    text: `stale ${name}: ${what}, ${filled}; ${whoText(story, change)} had made ${from} ${briefText(change.event.value)}, and ${flushed}`,
    events: [fill, change, touch, end].flatMap((one) => (one === null ? [] : [one.event])),
  };
}
