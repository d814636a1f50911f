// SPDX-License-Identifier: MIT
// Words for what a step did: `locked false → true`, `refcount 1 → 2`, `reads dirty false`. Short, because they stand in a column.

import type { Event, Location } from '../compile/program.ts';
import { briefRecord, isRecord, partsOf } from './records.ts';

export type Read = Extract<Event, { kind: 'read' }>;
export type Write = Extract<Event, { kind: 'write' }>;

const integer = /^-?\d+$/;
/** In characters. Of longer records only the parts that changed are told, and of these so many; the others are `…`. */
const shortRecord = 20;
const namedParts = 3;

/** One text per cell, `refcount 1 → 2`; elements of an array that change alike in a row are one text, `cells[0…3] 2 → 1`.
 *  `named`: the objects that the line already names, as `page1` in `lock_page(page1)`; they are not said twice. */
export function writesTexts(
  writes: readonly Pick<Write, 'location' | 'before' | 'value'>[],
  named: readonly string[],
): readonly string[] {
  const texts: string[] = [];
  for (let first = 0; first < writes.length; ) {
    const write = writes[first];
    if (write === undefined) break;
    let end = first + 1;
    while (end < writes.length && continues(write, writes[end], end - first)) end++;
    const last = elementOf(writes[end - 1]?.location)?.index;
    const element = elementOf(write.location);
    const range =
      end - first > 1 && element !== null ? `${element.array}[${element.index}…${last}]` : write.location.field;
    texts.push(changeText(locationText({ ...write.location, field: range }, named), write.before, write.value));
    first = end;
  }
  return texts;
}

export function isCount(write: Pick<Write, 'before' | 'value'>): boolean {
  return integer.test(write.before) && integer.test(write.value);
}

function changeText(name: string, before: string, value: string): string {
  if (!isRecord(before) || !isRecord(value)) return `${name} ${briefRecord(before)} → ${briefRecord(value)}`;
  const then = new Map(partsOf(before));
  const changed = partsOf(value).filter(([part, now]) => then.get(part) !== now);
  const [only] = changed;
  if (only !== undefined && changed.length === 1) {
    const [part, now] = only;
    return `${name}.${part} ${briefRecord(then.get(part) ?? '')} → ${briefRecord(now)}`;
  }
  return `${name} ${recordText(before, changed)} → ${recordText(value, changed)}`;
}

type Change = Pick<Write, 'location' | 'before' | 'value'>;

function continues(first: Change, next: Change | undefined, further: number): boolean {
  const from = elementOf(first.location);
  const to = elementOf(next?.location);
  if (from === null || to === null || next === undefined) return false;
  const alike = first.before === next.before && first.value === next.value;
  return (
    alike &&
    first.location.object === next.location.object &&
    from.array === to.array &&
    to.index === from.index + further
  );
}

/** `cells[2]` as array and index. */
function elementOf(location: Location | undefined): { readonly array: string; readonly index: number } | null {
  const match = /^(.*)\[(\d+)\]$/.exec(location?.field ?? '');
  return match === null ? null : { array: match[1] ?? '', index: Number(match[2]) };
}

/** Several reads on one line: `reads mapping inode0, dirty false`. */
export function readsText(events: readonly Read[], named: readonly string[]): string {
  return `reads ${events.map((event) => `${locationText(event.location, named)} ${briefRecord(event.value)}`).join(', ')}`;
}

/** Also of what is embedded in a named object: `disk.blocks` where the line names `server`. */
function locationText(location: Location, named: readonly string[]): string {
  const whole = `${location.object}.${location.field}`;
  const owner = named.find((name) => whole.startsWith(`${name}.`));
  return owner === undefined ? whole : whole.slice(owner.length + 1);
}

/** A record as a whole where it is short; else by the parts that changed. */
function recordText(text: string, changed: ReturnType<typeof partsOf>): string {
  const whole = briefRecord(text);
  if (whole.length <= shortRecord) return whole;
  const parts = partsOf(text);
  const names = new Set((changed.length === 0 ? parts : changed).slice(0, namedParts).map(([name]) => name));
  return briefRecord(text, names);
}

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
    case 'note':
      return event.text;
    case 'fault':
      return `✗ ${event.fault.message}`;
  }
}
