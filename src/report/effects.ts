// SPDX-License-Identifier: MIT
// Words for what a step did: `locked false → true`, `refcount 1 → 2`, `reads dirty false`. Short, because they stand in a column.

import type { Datum, Event, NamedValue } from '../compile/program.ts';
import { cellName, sameValue } from '../explore/cells.ts';
import { briefText, valueText } from './values.ts';

export type Read = Extract<Event, { kind: 'read' }>;
export type Write = Extract<Event, { kind: 'write' }>;

/** In characters. Of longer records only the parts that changed are told, all of them; the others are `…`. */
const shortRecord = 20;

/** One text per cell, `refcount 1 → 2`; elements of an array that change alike in a row are one text, `cells[0…3] 2 → 1`.
 *  `named`: the objects that the line already names, as `page1` in `lock_page(page1)`; they are not said twice. */
export function writesTexts(writes: readonly Change[], named: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (let first = 0; first < writes.length; ) {
    const write = writes[first];
    if (write === undefined) break;
    let end = first + 1;
    while (end < writes.length && continues(write, writes[end], end - first)) end++;
    const { object, field, index } = write.location;
    const last = writes[end - 1]?.location.index;
    const name = end - first > 1 ? `${object}.${field}[${index}…${last}]` : cellName(write.location);
    const own = withoutOwner(name, named);
    const { before, value, how, compiled } = write;
    const text =
      how === undefined ? changeText(own, before, value) : `${own} = ${briefText(value)} ${notInMemory[how]}`;
    texts.push(compiled === undefined ? text : `${text} (written ${compiled} by the compiler)`);
    first = end;
  }
  return texts;
}

export function isCount(write: Pick<Write, 'before' | 'value'>): boolean {
  return write.before.kind === 'int' && write.value.kind === 'int';
}

function changeText(name: string, before: Datum, value: Datum): string {
  if (before.kind !== 'record' || value.kind !== 'record') return `${name} ${briefText(before)} → ${briefText(value)}`;
  const then = new Map(before.parts.map((part) => [part.name, part.value]));
  const changed = value.parts.filter((part) => {
    const old = then.get(part.name);
    return old === undefined || !sameValue(old, part.value);
  });
  const [only] = changed;
  const old = only === undefined ? undefined : then.get(only.name);
  if (only !== undefined && old !== undefined && changed.length === 1)
    return `${name}.${only.name} ${briefText(old)} → ${briefText(only.value)}`;
  return `${name} ${recordText(before, changed)} → ${recordText(value, changed)}`;
}

type Change = Pick<Write, 'location' | 'before' | 'value' | 'how' | 'compiled'>;

/** Where memory itself does not change. */
const notInMemory: Readonly<Record<NonNullable<Write['how']>, string>> = {
  buffered: '(in its store buffer)',
  behind: '(behind a newer value)',
};
const notOfMemory: Readonly<Record<NonNullable<Read['how']>, string>> = {
  own: ' (of its store buffer)',
  old: ' (an old value)',
  again: ' (read again by the compiler)',
  early: ' (read early by the compiler)',
};

/** Whether the next element of the array changes alike. */
function continues(first: Change, next: Change | undefined, further: number): boolean {
  if (next === undefined) return false;
  if (first.how !== next.how || first.compiled !== next.compiled) return false;
  const [from, to] = [first.location, next.location];
  if (from.index === null || to.index !== from.index + further) return false;
  if (from.object !== to.object || from.field !== to.field) return false;
  return sameValue(first.before, next.before) && sameValue(first.value, next.value);
}

/** Several reads on one line: `reads mapping inode0, dirty false`. */
export function readsText(events: readonly Read[], named: readonly string[]): string {
  return `reads ${events.map((event) => `${withoutOwner(cellName(event.location), named)} ${briefText(event.value)}${event.how === undefined ? '' : notOfMemory[event.how]}`).join(', ')}`;
}

/** The name of a cell without the object that the line names; also of what is embedded in it: `disk.blocks` where the
 *  line names `server`. */
function withoutOwner(name: string, named: readonly string[]): string {
  const owner = named.find((one) => name.startsWith(`${one}.`));
  return owner === undefined ? name : name.slice(owner.length + 1);
}

/** A record as a whole where it is short; else by the parts that changed. */
function recordText(record: Extract<Datum, { kind: 'record' }>, changed: readonly NamedValue[]): string {
  const whole = briefText(record);
  if (whole.length <= shortRecord) return whole;
  const told = changed.length === 0 ? record.parts : changed;
  return briefText(record, new Set(told.map(({ name }) => name)));
}

/** Notes that would be taken for a call or for something that happened. */
const readsAsEffect = /^[A-Za-z_$][\w$]*\(| → |^(reads|choice|allocates|frees|waited for|waits for) |^[✗┌└·]/;

/** Events that are neither calls nor plain touches. */
export function otherText(
  event: Extract<Event, { kind: 'wait' | 'choose' | 'alloc' | 'free' | 'note' | 'fault' }>,
): string {
  switch (event.kind) {
    case 'wait':
      return `${event.satisfied ? 'waited for' : 'waits for'} ${event.source}`;
    case 'choose':
      return `choice ${event.value} of 0 … ${event.n - 1}`;
    case 'alloc':
      return `allocates ${event.object}`;
    case 'free':
      return `frees ${event.object}`;
    case 'note': {
      const text = [event.text, ...event.values.map(valueText)].join(' ');
      return readsAsEffect.test(text) ? `“${text}”` : text;
    }
    case 'fault':
      return `✗ ${event.fault.message}`;
  }
}
