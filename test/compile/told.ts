// SPDX-License-Identifier: MIT
// What narrate() tells about a step, checked by doing it again: its writes, applied to the state before, must give the
// state after, and every read must have found what was there.

import type { Datum, Event, Program, View } from '../../src/compile/program.ts';
import { sameValue } from '../../src/explore/cells.ts';
import { valueText } from '../../src/report/values.ts';

/** Of everything in a state; an object alone says whether it is freed. */
type Memory = Map<string, Datum | 'freed' | 'there'>;

function cells({ objects }: View): Memory {
  const found: Memory = new Map();
  for (const { name, freed, fields } of objects) {
    found.set(name, freed ? 'freed' : 'there');
    for (const field of fields) found.set(`${name}.${field.name}`, field.value);
  }
  return found;
}

function applyOne(state: Memory, event: Event): string | null {
  switch (event.kind) {
    case 'read':
    case 'write': {
      const { object, field, index } = event.location;
      const whole = state.get(`${object}.${field}`);
      // Flags that say whether an object is there are told, but they are no fields.
      if (whole === undefined) return field === 'live' ? null : `${object}.${field} is in no view`;
      if (typeof whole === 'string') return `${object}.${field} is ${whole}`;
      if ((whole.kind === 'array') !== (index !== null)) return `${object}.${field} is told with index ${index}`;
      const item = whole.kind === 'array' ? whole.items[index ?? 0] : whole;
      const old = event.kind === 'read' ? event.value : event.before;
      if (item === undefined || !fits(item, old))
        return `${event.kind} of ${object}.${field} told ${valueText(old)}, it was ${item && valueText(item)}`;
      if (event.kind === 'write') {
        const now = overlaid(item, event.value);
        const items = whole.kind === 'array' ? whole.items.map((one, i) => (i === index ? now : one)) : [];
        state.set(`${object}.${field}`, whole.kind === 'array' ? { kind: 'array', items } : now);
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
function fits(actual: Datum, told: Datum): boolean {
  if (actual.kind !== 'record' || told.kind !== 'record') return sameValue(actual, told);
  return told.parts.every(({ name, value }) => actual.parts.some((one) => one.name === name && fits(one.value, value)));
}

/** A record with some of its parts replaced. */
function overlaid(whole: Datum, parts: Datum): Datum {
  if (whole.kind !== 'record' || parts.kind !== 'record') return parts;
  const replaced = whole.parts.map(({ name, value }) => {
    const part = parts.parts.find((one) => one.name === name);
    return { name, value: part === undefined ? value : overlaid(value, part.value) };
  });
  return { kind: 'record', parts: replaced };
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
    const told = state.get(name);
    if (!fresh.has(object) && !same(told, value)) return `${name} is ${text(value)}, the story gives ${text(told)}`;
  }
  return null;
}

type Told = Datum | 'freed' | 'there' | undefined;

function same(a: Told, b: Told): boolean {
  return typeof a === 'object' && typeof b === 'object' ? sameValue(a, b) : a === b;
}

function text(value: Told): string {
  return typeof value === 'object' ? valueText(value) : (value ?? 'nothing');
}
