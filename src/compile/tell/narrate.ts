// SPDX-License-Identifier: MIT
// Runs one path of one step and tells what happened: the narrating twin of the generated steps, made only when a trace
// is to be shown. It is the same code with hooks in it, so that what is told is what was explored.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Instruction, Telling } from '../code/code.ts';
import { type Layout, readBits, readElement, writeBits } from '../code/layout.ts';
import type { Cells, Memory } from '../code/memory.ts';
import { datumOf } from '../code/values.ts';
import { emitNarration, type Narrating, type ThreadUnit } from '../emit/emit.ts';
import type { Hooks } from '../emit/emit-region.ts';
import type { Ordered } from '../ordering/cells.ts';
import type { MachineData, Told } from '../ordering/machine.ts';
import { machineOf } from '../ordering/machine-of.ts';
import type { Datum, Event, Fault, Location, NamedValue, Narration } from '../program.ts';
import { there } from '../there.ts';

export interface NarratorInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly faults: readonly Fault[];
  readonly machine: MachineData | null;
  readonly ordered: Ordered | null;
  /** Printed name of an object. */
  readonly objectName: (classId: string, index: number) => string;
}

export interface Narrator {
  narrate(thread: number, states: Int32Array, at: number, path: number): Narration;
}

class Table<T> {
  readonly items: T[] = [];
  private readonly index = new Map<T, number>();
  add(item: T): number {
    const known = this.index.get(item);
    if (known !== undefined) return known;
    this.index.set(item, this.items.length);
    this.items.push(item);
    return this.items.length - 1;
  }
  get(i: number): T {
    const item = this.items[i];
    if (item === undefined) throw new Error('checker bug: the narrator lost an item');
    return item;
  }
}

/** So many events are kept of a step until it is known whether it ends at all: of one that does not, a round is told. */
const MANY = 20_000;

/** The cell, not the part of it that `cells` are where it holds a record. */
export function locationOf(cells: Cells, element: number, objectName: NarratorInput['objectName']): Location {
  const number = Math.floor(element / cells.length);
  const object = cells.classId === 'world' ? 'world' : objectName(cells.classId, number);
  const index = cells.isArray ? element % cells.length : null;
  const { field } = cells;
  const key = `${cells.classId}/${number}.${field}${index === null ? '' : `[${index}]`}`;
  return { key, object, class: cells.class, field, index, part: [], role: cells.role };
}

/** How many events a loop had told when it came back to a touch that it had made. */
function firstRound(events: readonly Event[]): number {
  const seen = new Set<string>();
  for (const [i, { kind, place }] of events.entries()) {
    const key = `${kind} ${place.file}:${place.line}:${place.column}`;
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return events.length;
}

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

export function createNarrator(input: NarratorInput): Narrator {
  const { threads, memory, layout, faults } = input;
  const activations = new Table<Activation>();
  const cellsTable = new Table<Cells>();
  const texts = new Table<string>();
  const guards = new Table<Extract<Instruction, { op: 'guard' }>>();
  const places = new Table<Place>();
  const tellings = new Table<readonly Telling[]>();
  const hooks: Hooks = {
    activation: (item) => activations.add(item),
    cells: (item) => cellsTable.add(item),
    text: (item) => texts.add(item),
    guard: (item) => guards.add(item),
    place: (item) => places.add(item),
    telling: (item) => tellings.add(item),
  };

  let events: Event[] = [];
  /** Where the events of the gate begin: once it is passed, it is none of the story. */
  let gate = 0;
  const choices: number[] = [];
  const limits: number[] = [];
  let known = 0;
  let used = 0;

  const pick = (n: number): number => {
    if (used === known) {
      choices[known] = 0;
      limits[known] = n;
      known++;
    }
    return there(choices, used++, 'choice');
  };

  /** What the tellings come to, one after the other. */
  const data = (items: readonly Telling[], values: readonly number[]): readonly Datum[] => {
    let i = 0;
    const next = (): number | null => {
      const value = values[i++];
      return value === undefined || Number.isNaN(value) ? null : value;
    };
    return items.map((item) => datumOf(item, next));
  };

  const nameOf = (cell: number, element: number): string => {
    const cells = cellsTable.get(cell);
    const { object, field, index } = locationOf(cells, element, input.objectName);
    return [`${object}.${field}${index === null ? '' : `[${index}]`}`, ...cells.part].join('.');
  };

  const told = {
    enter(activation: number, values: readonly number[]): void {
      const item = activations.get(activation);
      if (item.gate) {
        gate = events.length;
        return;
      }
      const told = data(
        item.args.map((arg) => arg.value),
        values,
      );
      const args = item.args.map(({ name }, i): NamedValue => ({ name, value: there(told, i, 'argument') }));
      events.push({ kind: 'call', function: item.function, args, place: item.place, depth: item.depth });
    },
    leave(activation: number, telling: number, values: readonly number[]): void {
      const item = activations.get(activation);
      events.push({
        kind: 'return',
        function: item.function,
        value: telling < 0 ? null : there(data(tellings.get(telling), values), 0, 'result'),
        place: item.place,
        depth: item.depth,
      });
    },
    load(
      cell: number,
      element: number,
      value: number,
      ...rest: [place: number, activation: number, how: 'own' | 'old' | 'again' | 'early' | null]
    ): void {
      const cells = cellsTable.get(cell);
      const location = locationOf(cells, element, input.objectName);
      const datum = cells.tell(value);
      // Components of one record are loaded and stored one after the other: one event.
      const last = events[events.length - 1];
      if (last?.kind === 'read' && last.location.key === location.key) {
        const joined = withPart(last.value, cells.part, datum);
        if (joined !== null) {
          events[events.length - 1] = { ...last, value: joined };
          return;
        }
      }
      const [place, activation, how] = rest;
      events.push({
        kind: 'read',
        location,
        value: recordOf(cells.part, datum),
        ...(how === null ? {} : { how }),
        free: cells.ghost || cells.unwritten,
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    store(
      states: Int32Array,
      at: number,
      cell: number,
      ...rest: [element: number, value: number, place: number, activation: number]
    ): void {
      const [element, number, place, activation] = rest;
      const cells = cellsTable.get(cell);
      const slot = layout.cells.get(cells);
      if (slot === undefined) throw new Error(`checker bug: ${cells.class}.${cells.name} is written and has no place`);
      const location = locationOf(cells, element, input.objectName);
      const before = cells.tell(readElement(slot, states, at, element));
      const value = cells.tell(number);
      const last = events[events.length - 1];
      if (last?.kind === 'write' && last.location.key === location.key) {
        const joined = [withPart(last.before, cells.part, before), withPart(last.value, cells.part, value)];
        if (joined[0] && joined[1]) {
          events[events.length - 1] = { ...last, before: joined[0], value: joined[1] };
          return;
        }
      }
      events.push({
        kind: 'write',
        location,
        before: recordOf(cells.part, before),
        value: recordOf(cells.part, value),
        free: cells.ghost || cells.unwritten,
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    /** Of the store that was told last. */
    how(how: 'buffered' | 'behind' | null): void {
      const last = events[events.length - 1];
      if (how !== null && last?.kind === 'write') events[events.length - 1] = { ...last, how };
    },
    compiled(compiled: 'early' | 'late'): void {
      const last = events[events.length - 1];
      if (last?.kind === 'write') events[events.length - 1] = { ...last, compiled };
    },
    drain(states: Int32Array, at: number, one: Told, ...rest: [place: number, activation: number]): void {
      const cell = there(input.ordered?.cells ?? [], one.cell, 'cell');
      cell.parts.forEach(({ cells, element }, part) => {
        told.store(states, at, cellsTable.add(cells), element, there(one.values, part, 'part'), ...rest);
      });
    },
    /** What it waits for: where stores wait in no buffer, for nothing. */
    fence(satisfied: boolean, place: number, activation: number): void {
      if (input.machine?.model !== 'tso') return;
      const { depth } = activations.get(activation);
      events.push({
        kind: 'wait',
        satisfied,
        source: 'an empty store buffer',
        reads: [],
        place: places.get(place),
        depth,
      });
    },
    wait(satisfied: boolean, guard: number, place: number, activation: number): void {
      const { source, reads } = guards.get(guard);
      if (satisfied && activations.get(activation).gate) {
        events.splice(gate);
        return;
      }
      events.push({
        kind: 'wait',
        satisfied,
        source,
        reads,
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    choose(n: number, value: number, place: number, activation: number): void {
      events.push({ kind: 'choose', n, value, place: places.get(place), depth: activations.get(activation).depth });
    },
    object(
      kind: 'alloc' | 'free',
      pool: number,
      reference: number,
      ...rest: [place: number, activation: number]
    ): void {
      const [place, activation] = rest;
      const owner = there(memory.pools, pool, 'pool').class;
      events.push({
        kind,
        object: input.objectName(owner.id, reference - 1),
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    note(text: number, telling: number, values: readonly number[], ...rest: [place: number, activation: number]): void {
      const [place, activation] = rest;
      events.push({
        kind: 'note',
        text: texts.get(text),
        values: data(tellings.get(telling), values),
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    fault(index: number, activation: number, value?: number, ...to: readonly number[]): void {
      const fault = faults[index];
      if (fault === undefined) throw new Error(`checker bug: there is no fault ${index}`);
      const [cell, element] = to;
      const wanted = cell === undefined || element === undefined ? value : `${nameOf(cell, element)} would be ${value}`;
      const message = value === undefined ? fault.message : `${fault.message}: ${wanted}`;
      const { place } = fault;
      events.push({ kind: 'fault', fault: { ...fault, message }, place, depth: activations.get(activation).depth });
    },
  };

  let most = MANY;
  type Hook = (...values: readonly unknown[]) => void;
  const bounded = Object.fromEntries(
    Object.entries(told).map(([name, tell]) => {
      const hook: Hook = (...values) => {
        if (events.length < most) (tell as Hook)(...values);
      };
      return [name, hook];
    }),
  );
  const source = emitNarration(threads, memory, layout, hooks);
  const machine = input.machine === null ? null : machineOf(input.machine);
  const module = new Function('T', 'pick', 'M', source)(bounded, pick, machine) as Narrating;

  return {
    narrate(thread, states, at, path) {
      const unit = threads[thread];
      const slots = layout.threads[thread];
      const after = new Int32Array(layout.words);
      if (unit === undefined || slots === undefined) throw new Error(`checker bug: no thread ${thread}`);
      const point = readBits(slots.point, states, at);
      const run = there(module.run, thread, 'thread')[point];
      const restore = (): void => after.set(states.subarray(at, at + layout.words));
      restore();
      if (run === undefined) return { taken: false, events: [], after };
      if (slots.budget !== null && unit.idle.has(point) && readBits(slots.budget, states, at) === 0)
        return { taken: false, events: [], after };
      known = 0;
      for (let ordinal = 0; ; ordinal++) {
        const attempt = (kept: number): number => {
          restore();
          events = [];
          used = 0;
          most = kept;
          return run(after, 0);
        };
        let result = attempt(MANY);
        if (ordinal === path) {
          if (events.length >= MANY && faults[-1 - result]?.kind !== 'endless') result = attempt(Infinity);
          const fault = faults[-1 - result];
          if (fault?.kind === 'endless') {
            // The other rounds are like the first.
            events.splice(firstRound(events));
            events.push({ kind: 'fault', fault, place: fault.place, depth: 0 });
          }
          if (result === 1 && slots.budget !== null) {
            const left = readBits(slots.budget, after, 0);
            if (left > 0) writeBits(slots.budget, after, 0, left - 1);
          }
          return { taken: result !== 0, events, after };
        }
        while (known > 0) {
          const next = there(choices, known - 1, 'choice') + 1;
          choices[known - 1] = next;
          if (next < there(limits, known - 1, 'limit')) break;
          known--;
        }
        if (known === 0) return { taken: false, events: [], after };
      }
    },
  };
}
