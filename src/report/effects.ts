// SPDX-License-Identifier: MIT
// Words for what a step did: `locked = true`, `refcount 1 → 2`, `reads dirty false`. Short, because they stand in a column.

import type { Event, Location } from '../compile/program.ts';

export type Read = Extract<Event, { kind: 'read' }>;
export type Write = Extract<Event, { kind: 'write' }>;

const integer = /^-?\d+$/;
/** So many parts of a record are named; the others are `…`. */
const namedParts = 3;

/** `named`: the objects that the line already names, as `page1` in `lock_page(page1)`; they are not said twice. */
export function writeText(event: Pick<Write, 'location' | 'before' | 'value'>, named: readonly string[]): string {
  const name = locationText(event.location, named);
  // A number is understood by where it comes from; a flag or a reference by what it is now.
  if (integer.test(event.before) && integer.test(event.value)) return `${name} ${event.before} → ${event.value}`;
  return `${name} = ${recordText(event.before, event.value)}`;
}

/** Several reads on one line: `reads mapping inode0, dirty false`. */
export function readsText(events: readonly Read[], named: readonly string[]): string {
  return `reads ${events.map((event) => `${locationText(event.location, named)} ${event.value}`).join(', ')}`;
}

export function locationText(location: Location, named: readonly string[]): string {
  return named.includes(location.object) ? location.field : `${location.object}.${location.field}`;
}

/** A record by the parts that changed, and these by the last word of their names: `{opcode: FUSE_WRITE, count: 1}`. */
function recordText(before: string, value: string): string {
  const then = new Map(partsOf(before));
  const parts = partsOf(value);
  if (parts.length === 0) return value;
  const changed = parts.filter(([name, part]) => then.get(name) !== part);
  const shown = (changed.length === 0 ? parts : changed).slice(0, namedParts);
  const texts = shown.map(([name, part]) => `${name.slice(name.lastIndexOf('.') + 1)}: ${part}`);
  return `{${[...texts, ...(shown.length < parts.length ? ['…'] : [])].join(', ')}}`;
}

/** `{a: 1, b: {c: 2}}` as pairs of the outermost level; empty for what is no record. */
function partsOf(text: string): readonly (readonly [string, string])[] {
  if (!text.startsWith('{') || !text.endsWith('}')) return [];
  const parts: [string, string][] = [];
  let depth = 0;
  let part = '';
  for (const letter of `${text.slice(1, -1)},`) {
    if (letter === '{' || letter === '[') depth++;
    if (letter === '}' || letter === ']') depth--;
    if (letter !== ',' || depth > 0) {
      part += letter;
      continue;
    }
    const colon = part.indexOf(':');
    if (colon > 0) parts.push([part.slice(0, colon).trim(), part.slice(colon + 1).trim()]);
    part = '';
  }
  return parts;
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
