// SPDX-License-Identifier: MIT
// What narrate() tells about a step, checked by doing it again: its writes, applied to the state before, must give the
// state after, and every read must have found what was there.

import type { Event, Program, View } from '../../src/compile/program.ts';

/** `object.field` (with `[i]` for elements) of everything in a state; `object` alone says whether it is freed. */
function cells({ objects }: View): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, freed, fields } of objects) {
    found.set(name, freed ? 'freed' : 'there');
    for (const field of fields) found.set(`${name}.${field.name}`, field.value);
  }
  return found;
}

/** Elements of a printed array; records in it have commas of their own. */
function elements(text: string): string[] {
  return text.slice(1, -1).split(/, (?![^{]*\})/);
}

function applyOne(state: Map<string, string>, event: Event): string | null {
  switch (event.kind) {
    case 'read':
    case 'write': {
      const { object, field } = event.location;
      const [, name = field, index = null] = /^(.*)\[(\d+)\]$/.exec(field) ?? [];
      const whole = state.get(`${object}.${name}`);
      // Flags that say whether an object is there are told, but they are no fields.
      if (whole === undefined) return field === 'live' ? null : `${object}.${name} is in no view`;
      const items = index === null ? [whole] : elements(whole);
      const at = Number(index ?? 0);
      const old = event.kind === 'read' ? event.value : event.before;
      if (!fits(items[at] ?? '', old)) return `${event.kind} of ${object}.${field} told ${old}, it was ${items[at]}`;
      if (event.kind === 'write') {
        items[at] = event.value;
        state.set(`${object}.${name}`, index === null ? event.value : `[${items.join(', ')}]`);
      }
      return null;
    }
    case 'alloc':
    case 'free':
      state.set(event.object, event.kind === 'alloc' ? 'there' : 'freed');
      return null;
    default:
      return null;
  }
}

/** Of a record that is read, only the parts that are used need to be told. */
function fits(actual: string, told: string): boolean {
  if (!told.startsWith('{')) return actual === told;
  const parts = actual.slice(1, -1).split(', ');
  return told
    .slice(1, -1)
    .split(', ')
    .every((part) => parts.includes(part));
}

/** What is wrong with the story of a step from one state to another; null: nothing. */
export function checkTold(
  program: Program,
  before: Int32Array,
  after: Int32Array,
  events: readonly Event[],
): string | null {
  const state = cells(program.view(before, 0));
  const fresh = new Set<string>();
  for (const event of events) {
    if (event.kind === 'alloc' || event.kind === 'free') fresh.add(event.object);
    const [object = ''] = 'location' in event ? [event.location.object] : [];
    // What a fresh object holds is told by nobody.
    const wrong = fresh.has(object) ? null : applyOne(state, event);
    if (wrong !== null) return wrong;
  }
  for (const [name, value] of cells(program.view(after, 0))) {
    const [object = ''] = name.split('.');
    if (!fresh.has(object) && state.get(name) !== value)
      return `${name} is ${value}, the story gives ${state.get(name)}`;
  }
  return null;
}
