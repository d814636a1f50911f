// SPDX-License-Identifier: MIT
// What narrating code calls for each thing that it does: from numbers to events. This is about memory.

import { readElement } from '../code/layout.ts';
import type { Told } from '../ordering/machine.ts';
import type { Datum, Event } from '../program.ts';
import { there } from '../there.ts';
import type { Kept, Log } from './kept.ts';
import { locationOf, type NarratorInput } from './location.ts';

/** The same record with one part more; null where it has that part already, or is no record. */
function withPart(record: Datum, [name, ...deeper]: readonly string[], value: Datum): Datum | null {
  if (record.kind !== 'record' || name === undefined) return null;
  const known = record.parts.find((part) => part.name === name);
  if (known === undefined)
    return { kind: 'record', parts: [...record.parts, { name, value: recordOf(deeper, value) }] };
  const inner = withPart(known.value, deeper, value);
  if (inner === null) return null;
  return { kind: 'record', parts: record.parts.map((part) => (part === known ? { name, value: inner } : part)) };
}

/** A value with the records around it that it is the only known part of. */
function recordOf([name, ...deeper]: readonly string[], value: Datum): Datum {
  return name === undefined ? value : { kind: 'record', parts: [{ name, value: recordOf(deeper, value) }] };
}

function partIn(value: Datum, [name, ...deeper]: readonly string[]): Datum | null {
  if (name === undefined) return value;
  const part = value.kind === 'record' ? value.parts.find((one) => one.name === name) : undefined;
  return part === undefined ? null : partIn(part.value, deeper);
}

/** What this step has made of a part of memory: a machine may keep it for itself until the step is over. */
function writtenIn(events: readonly Event[], key: string, part: readonly string[]): Datum | null {
  for (const event of events.toReversed()) {
    if (event.kind !== 'write' || event.location.key !== key || event.how !== undefined) continue;
    const value = partIn(event.value, part);
    if (value !== null) return value;
  }
  return null;
}

/** @param log of which the last event may grow: the parts of a record are read and written one by one */
export function accesses(input: NarratorInput, kept: Kept, log: Log) {
  function store(
    states: Int32Array,
    at: number,
    cell: number,
    ...rest: [element: number, value: number, place: number, activation: number]
  ): void {
    const [element, number, place, activation] = rest;
    const cells = kept.cells.get(cell);
    const slot = input.layout.cells.get(cells);
    if (slot === undefined) throw new Error(`checker bug: ${cells.class}.${cells.name} is written and has no place`);
    const location = locationOf(cells, element, input.objectName);
    const before =
      (input.machine === null ? null : writtenIn(log.events, location.key, cells.part)) ??
      cells.tell(readElement(slot, states, at, element));
    const value = cells.tell(number);
    const last = log.events[log.events.length - 1];
    if (last?.kind === 'write' && last.location.key === location.key) {
      const joined = [withPart(last.before, cells.part, before), withPart(last.value, cells.part, value)];
      if (joined[0] && joined[1]) {
        log.events[log.events.length - 1] = { ...last, before: joined[0], value: joined[1] };
        return;
      }
    }
    log.events.push({
      kind: 'write',
      location,
      before: recordOf(cells.part, before),
      value: recordOf(cells.part, value),
      free: cells.ghost || cells.unwritten,
      ...kept.where(place, activation),
    });
  }

  return {
    load(
      cell: number,
      element: number,
      value: number,
      ...rest: [place: number, activation: number, how: 'own' | 'old' | 'again' | 'early' | null]
    ): void {
      const cells = kept.cells.get(cell);
      const location = locationOf(cells, element, input.objectName);
      const datum = cells.tell(value);
      // Components of one record are loaded and stored one after the other: one event.
      const last = log.events[log.events.length - 1];
      if (last?.kind === 'read' && last.location.key === location.key) {
        const joined = withPart(last.value, cells.part, datum);
        if (joined !== null) {
          log.events[log.events.length - 1] = { ...last, value: joined };
          return;
        }
      }
      const [place, activation, how] = rest;
      log.events.push({
        kind: 'read',
        location,
        value: recordOf(cells.part, datum),
        ...(how === null ? {} : { how }),
        free: cells.ghost || cells.unwritten,
        ...kept.where(place, activation),
      });
    },
    store,
    /** Of the store that was told last. */
    how(how: 'buffered' | 'behind' | null): void {
      const last = log.events[log.events.length - 1];
      if (how !== null && last?.kind === 'write') log.events[log.events.length - 1] = { ...last, how };
    },
    compiled(compiled: 'early' | 'late'): void {
      const last = log.events[log.events.length - 1];
      if (last?.kind === 'write') log.events[log.events.length - 1] = { ...last, compiled };
    },
    drain(states: Int32Array, at: number, one: Told, ...rest: [place: number, activation: number]): void {
      const cell = there(input.ordered?.cells ?? [], one.cell, 'cell');
      cell.parts.forEach(({ cells, element }, part) => {
        store(states, at, kept.cells.add(cells), element, there(one.values, part, 'part'), ...rest);
      });
    },
  };
}
