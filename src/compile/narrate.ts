// SPDX-License-Identifier: MIT
// Runs one path of one step and tells what happened: the narrating twin of the generated steps, made only when a trace
// is to be shown. It is the same code with hooks in it, so that what is told is what was explored.

import type { Place } from '../lang/diagnostic.ts';
import type { Activation, Instruction, PrintedPure } from './code.ts';
import { emitNarration, type Narrating, type ThreadUnit } from './emit.ts';
import type { Hooks } from './emit-region.ts';
import { type Layout, readBits, readElement, writeBits } from './layout.ts';
import type { Cells, Memory } from './memory.ts';
import type { Event, Fault, Location, NamedValue, Narration } from './program.ts';

export interface NarratorInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly faults: readonly Fault[];
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

export function locationOf(cells: Cells, element: number, objectName: NarratorInput['objectName']): Location {
  const index = Math.floor(element / cells.length);
  const object = cells.classId === 'world' ? 'world' : objectName(cells.classId, index);
  const field = cells.isArray ? `${cells.field}[${element % cells.length}]` : cells.field;
  return { key: `${cells.classId}/${index}.${field}`, object, class: cells.class, field };
}

/** Of a record, the part that the cells are: `entry.dirty`. */
export function componentOf(cells: Cells): string {
  return cells.name === cells.field ? '' : cells.name.slice(cells.field.length + 1);
}

export function createNarrator(input: NarratorInput): Narrator {
  const { threads, memory, layout, faults } = input;
  const activations = new Table<Activation>();
  const cellsTable = new Table<Cells>();
  const texts = new Table<string>();
  const guards = new Table<Extract<Instruction, { op: 'guard' }>>();
  const places = new Table<Place>();
  const printed = new Table<readonly PrintedPure[]>();
  const hooks: Hooks = {
    activation: (item) => activations.add(item),
    cells: (item) => cellsTable.add(item),
    text: (item) => texts.add(item),
    guard: (item) => guards.add(item),
    place: (item) => places.add(item),
    printed: (item) => printed.add(item),
  };

  let events: Event[] = [];
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
    return choices[used++] ?? 0;
  };

  const show = (parts: readonly PrintedPure[], values: readonly number[]): string => {
    let i = 0;
    return parts
      .map((part) => {
        if ('text' in part) return part.text;
        const value = values[i++];
        return value === undefined || Number.isNaN(value) ? '…' : part.print(value);
      })
      .join('');
  };

  /** Components of one record are loaded and stored one after the other: one event, with the parts in braces. */
  const joinable = (last: Event | undefined, kind: 'read' | 'write', location: Location, cells: Cells): boolean =>
    last !== undefined &&
    last.kind === kind &&
    last.location.key === location.key &&
    componentOf(cells) !== '' &&
    last.value.startsWith('{') &&
    !last.value.includes(`${componentOf(cells)}: `);

  const told = {
    enter(activation: number, values: readonly number[]): void {
      const item = activations.get(activation);
      let at = 0;
      const args = item.args.map((arg): NamedValue => {
        const count = arg.parts.filter((part) => 'pure' in part).length;
        const value = show(arg.parts, values.slice(at, at + count));
        at += count;
        return { name: arg.name, value };
      });
      events.push({ kind: 'call', function: item.function, args, place: item.place, depth: item.depth });
    },
    leave(activation: number, parts: number, values: readonly number[]): void {
      const item = activations.get(activation);
      events.push({
        kind: 'return',
        function: item.function,
        value: parts < 0 ? null : show(printed.get(parts), values),
        place: item.place,
        depth: item.depth,
      });
    },
    load(cell: number, element: number, value: number, ...rest: [place: number, activation: number]): void {
      const cells = cellsTable.get(cell);
      const location = locationOf(cells, element, input.objectName);
      const part = componentOf(cells);
      const text = cells.print(value);
      const last = events[events.length - 1];
      if (last?.kind === 'read' && joinable(last, 'read', location, cells)) {
        events[events.length - 1] = { ...last, value: `${last.value.slice(0, -1)}, ${part}: ${text}}` };
        return;
      }
      const [place, activation] = rest;
      events.push({
        kind: 'read',
        location,
        value: part === '' ? text : `{${part}: ${text}}`,
        number: value,
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
      const [element, value, place, activation] = rest;
      const cells = cellsTable.get(cell);
      const slot = layout.cells.get(cells);
      const location = locationOf(cells, element, input.objectName);
      const part = componentOf(cells);
      const before = slot === undefined ? 0 : readElement(slot, states, at, element);
      const wrap = (n: number): string => (part === '' ? cells.print(n) : `{${part}: ${cells.print(n)}}`);
      const last = events[events.length - 1];
      if (last?.kind === 'write' && joinable(last, 'write', location, cells)) {
        const merge = (text: string, n: number): string => `${text.slice(0, -1)}, ${part}: ${cells.print(n)}}`;
        events[events.length - 1] = {
          ...last,
          before: merge(last.before, before),
          value: merge(last.value, value),
          numberBefore: last.numberBefore * 7 + before,
          number: last.number * 7 + value,
        };
        return;
      }
      events.push({
        kind: 'write',
        location,
        before: wrap(before),
        value: wrap(value),
        numberBefore: before,
        number: value,
        free: cells.ghost || cells.unwritten,
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    wait(satisfied: boolean, guard: number, place: number, activation: number): void {
      const { source, reads } = guards.get(guard);
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
      const owner = memory.pools[pool]?.class;
      events.push({
        kind,
        object: owner === undefined ? '?' : input.objectName(owner.id, reference - 1),
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    note(text: number, parts: number, values: readonly number[], ...rest: [place: number, activation: number]): void {
      const [place, activation] = rest;
      events.push({
        kind: 'note',
        text: `${texts.get(text)}${show(printed.get(parts), values)}`,
        place: places.get(place),
        depth: activations.get(activation).depth,
      });
    },
    fault(index: number, activation: number): void {
      const fault = faults[index];
      if (fault !== undefined)
        events.push({ kind: 'fault', fault, place: fault.place, depth: activations.get(activation).depth });
    },
  };

  const source = emitNarration(threads, memory, layout, hooks);
  const module = new Function('T', 'pick', source)(told, pick) as Narrating;

  return {
    narrate(thread, states, at, path) {
      const unit = threads[thread];
      const slots = layout.threads[thread];
      const after = new Int32Array(layout.words);
      if (unit === undefined || slots === undefined) throw new Error(`no thread ${thread}`);
      const point = readBits(slots.point, states, at);
      const run = module.run[thread]?.[point];
      const restore = (): void => after.set(states.subarray(at, at + layout.words));
      restore();
      if (run === undefined) return { taken: false, events: [], after };
      if (slots.budget !== null && unit.idle.has(point) && readBits(slots.budget, states, at) === 0)
        return { taken: false, events: [], after };
      known = 0;
      for (let ordinal = 0; ; ordinal++) {
        restore();
        events = [];
        used = 0;
        const result = run(after, 0);
        if (ordinal === path) {
          if (result === 1 && slots.budget !== null) {
            const left = readBits(slots.budget, after, 0);
            if (left > 0) writeBits(slots.budget, after, 0, left - 1);
          }
          return { taken: result !== 0, events, after };
        }
        while (known > 0) {
          const next = (choices[known - 1] ?? 0) + 1;
          choices[known - 1] = next;
          if (next < (limits[known - 1] ?? 0)) break;
          known--;
        }
        if (known === 0) return { taken: false, events: [], after };
      }
    },
  };
}
