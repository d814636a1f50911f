// SPDX-License-Identifier: MIT
// Parts of one value that a call read on two sides of a write: what it took for the value was never in memory while it read.
// The model says which fields are parts of one value. Hard case: who reads a part again, to see whether it has changed. So the
// parts as they were read last are compared with every moment from the first look that agrees with them to the last.

import type { Datum } from '../compile/program.ts';
import { cellName, sameValue } from '../explore/cells.ts';
import { askedBy, type Diagnosis, type Happened, isChange, leadsTo, type Placed, whoText } from './history.ts';
import type { Story } from './story.ts';
import { briefText } from './values.ts';

interface Torn {
  readonly name: string;
  /** The first look at each part that agrees with the last, in this order. */
  readonly looks: readonly Placed[];
  /** Since when the part that was read first is no longer so, and the one that was read last is so. */
  readonly changes: readonly Placed[];
  readonly value: Datum;
}

export function tornReads(story: Story, happened: Happened): readonly Diagnosis[] {
  return tornIn(happened)
    .filter((torn) => matters(torn, happened, story))
    .map((torn) => told(story, torn));
}

function tornIn(happened: Happened): readonly Torn[] {
  const calls = new Map<string, Placed[]>();
  for (const read of happened.touches) {
    const { role, object, index } = read.event.location;
    if (read.event.kind !== 'read' || role?.kind !== 'part') continue;
    const key = `${read.call} ${object} ${role.name} ${index}`;
    const reads = calls.get(key);
    if (reads === undefined) calls.set(key, [read]);
    else reads.push(read);
  }
  return [...calls.values()].flatMap((reads): readonly Torn[] => {
    const final = [...new Map(reads.map((read) => [read.event.location.key, read])).values()];
    const window = reads.slice(reads.findLastIndex((read) => !agrees(read, final)) + 1);
    const looks = window.filter((read) => window.find((other) => isOf(other, read)) === read);
    const [first, second, last] = [looks[0], looks.at(-1), window.at(-1)];
    const name = first?.event.location.role?.name;
    const value = happened.returns.find(({ call }) => call === first?.call)?.value;
    if (first === undefined || second === undefined || last === undefined || looks.length < 2) return [];
    if (typeof name !== 'string' || value === undefined || wasThere(happened, looks, first.at, last.at)) return [];
    const between = ({ at }: Placed): boolean => first.at < at && at < second.at;
    const changes = [
      happened.of(first.event.location.key).find((one) => between(one) && isChange(one)),
      happened.of(second.event.location.key).findLast((one) => between(one) && isChange(one)),
    ];
    return [{ name, looks, changes: changes.filter((one) => one !== undefined), value }];
  });
}

function agrees(read: Placed, looks: readonly Placed[]): boolean {
  return looks.some(
    (look) => look.event.location.key === read.event.location.key && sameParts(read.event.value, look.event.value),
  );
}

/** Whether all parts were at some moment what they were read as. */
function wasThere(happened: Happened, looks: readonly Placed[], from: number, to: number): boolean {
  const now = new Map<string, boolean>();
  const all = (): boolean => looks.every(({ event }) => now.get(event.location.key) === true);
  for (const look of looks) {
    const writes = happened.of(look.event.location.key).filter(({ event }) => event.kind === 'write');
    const before = writes.findLast(({ at }) => at <= from)?.event.value;
    const after = writes.find(({ at }) => at > from)?.event;
    const value = before ?? (after?.kind === 'write' ? after.before : look.event.value);
    now.set(look.event.location.key, sameParts(look.event.value, value));
  }
  // Between two steps, not within one.
  let step: number | null = null;
  for (const one of happened.touches.slice(from + 1, to + 1)) {
    if (one.step !== step && all()) return true;
    step = one.step;
    const look = looks.find((other) => isOf(one, other));
    if (look !== undefined && one.event.kind === 'write')
      now.set(look.event.location.key, sameParts(look.event.value, one.event.value));
  }
  return all();
}

function isOf(one: Placed, look: Placed): boolean {
  return one.event.location.key === look.event.location.key;
}

/** Whether the parts of a record that were seen are so in another one, which may know more of them. */
function sameParts(seen: Datum, whole: Datum): boolean {
  if (seen.kind !== 'record' || whole.kind !== 'record') return sameValue(seen, whole);
  return seen.parts.every(({ name, value }) => {
    const other = whole.parts.find((part) => part.name === name);
    return other === undefined || sameParts(value, other.value);
  });
}

/** Whether the property is about an object that the call came back with. */
function matters({ looks, value }: Torn, happened: Happened, story: Story): boolean {
  const [first] = looks;
  const objects = leadsTo(value);
  if (story.why?.reads.some(({ object }) => objects.includes(object)) === true) return true;
  return [...askedBy(story)]
    .flatMap((key) => happened.of(key))
    .some(
      ({ at, thread, event }) =>
        first !== undefined &&
        at > first.at &&
        thread === first.thread &&
        event.kind === 'write' &&
        leadsTo(event.value).some((to) => objects.includes(to)),
    );
}

function told(story: Story, { name, looks, changes, value }: Torn): Diagnosis {
  const [first, ...others] = looks;
  if (first === undefined) throw new Error('checker bug: a torn read without a look');
  const look = ({ event }: Placed): string => {
    const old = event.kind === 'read' && event.how === 'old' ? ' (an old value)' : '';
    return `${cellName(event.location)} ${briefText(event.value)}${old}`;
  };
  const made = changes.map(
    (one) => `${whoText(story, one)} made ${cellName(one.event.location)} ${briefText(one.event.value)}`,
  );
  const between = made.length === 0 ? '' : `then ${made.join(' and ')}, `;
  return {
    kind: 'torn-read',
    text: `torn read (${name}): ${whoText(story, first)} read ${look(first)}, ${between}then it read ${others.map(look).join(' and ')}: together ${briefText(value)}, which memory did not hold`,
    events: [...looks, ...changes].map(({ event }) => event),
  };
}
