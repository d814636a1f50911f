// SPDX-License-Identifier: MIT
// Words for what a step did: `locked = true`, `refcount 1 → 2`, `reads dirty false`. Short, because they stand in a column.

import type { Event, Location } from '../compile/program.ts';

type Touch = Extract<Event, { kind: 'read' | 'write' }>;

const integer = /^-?\d+$/;

/** `named`: the objects that the line already names, as `page1` in `lock_page(page1)`; they are not said twice. */
export function writeText(event: Extract<Touch, { kind: 'write' }>, named: readonly string[]): string {
  const name = locationText(event.location, named);
  // A number is understood by where it comes from; a flag or a reference by what it is now.
  if (integer.test(event.before) && integer.test(event.value)) return `${name} ${event.before} → ${event.value}`;
  return `${name} = ${event.value}`;
}

/** Several reads on one line: `reads mapping inode0, dirty false`. */
export function readsText(events: readonly Extract<Touch, { kind: 'read' }>[], named: readonly string[]): string {
  return `reads ${events.map((event) => `${locationText(event.location, named)} ${event.value}`).join(', ')}`;
}

export function locationText(location: Location, named: readonly string[]): string {
  return named.includes(location.object) ? location.field : `${location.object}.${location.field}`;
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
