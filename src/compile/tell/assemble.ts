// SPDX-License-Identifier: MIT
// The Program: what was emitted, behind the interface that searches and printers know.

import { namedCpu } from '../../lang/cpus.ts';
import type { ScenarioDeclaration, ScenarioFunction, Type } from '../../lang/tree.ts';
import { elementSlot, type Layout, maskOf } from '../code/layout.ts';
import type { Memory } from '../code/memory.ts';
import type { Generated, PropertyUnit, ThreadUnit } from '../emit/emit.ts';
import { anything, footprintOf, footprints } from '../emit/footprints.ts';
import { allMemory, liveMemory } from '../emit/live-memory.ts';
import { symmetryOf } from '../emit/symmetry.ts';
import { leastOf } from '../lower/lower-statements.ts';
import type { Unit } from '../lower/unit.ts';
import type { BuiltMemory } from '../memory/build-memory.ts';
import type { Ordered } from '../ordering/cells.ts';
import type { MachineData } from '../ordering/machine.ts';
import type { Carried, LocationPlace, Predicate, Program, PropertyKind } from '../program.ts';
import { there } from '../there.ts';
import { restores, stepsTo } from './ahead.ts';
import { explain } from './explain.ts';
import { createNarrator, type Narrator } from './narrate.ts';
import { createRaces, type Races } from './races.ts';
import { searched } from './searched.ts';
import { viewState } from './view.ts';

export interface Parts {
  readonly scenario: ScenarioDeclaration;
  readonly built: BuiltMemory;
  readonly layout: Layout;
  readonly threads: readonly ThreadUnit[];
  readonly unit: Unit;
  /** Of each thread; null: where memory is not sequentially consistent, nothing is known of it. */
  readonly reach: readonly Reach[] | null;
  /** Whether states hold dead locals as well. */
  readonly keepsDead: boolean;
  readonly generated: Generated;
  readonly initial: Int32Array;
  readonly text: string;
  readonly properties: readonly { readonly name: string; readonly kind: PropertyKind; readonly unit: PropertyUnit }[];
  /** Their code comes after that of the properties, then that of the outcomes. */
  readonly leadsTo: readonly { readonly name: string; readonly from: PropertyUnit; readonly to: PropertyUnit }[];
  readonly outcomes: readonly ScenarioFunction[];
  /** Null: memory is sequentially consistent. */
  readonly machine: MachineData | null;
  readonly ordered: Ordered | null;
}

type Reach = Pick<Carried['stands'][number], 'next' | 'future' | 'live'>;

export function reachOf(thread: ThreadUnit, memory: Memory): Reach {
  return { ...footprints(thread.points, memory), live: liveMemory(thread, memory) };
}

export function assemble(parts: Parts): Program {
  const { scenario, built, layout, threads, unit, initial, text, generated } = parts;
  const { memory, types } = built;
  const { machine, ordered, reach, keepsDead } = parts;
  const input = { threads, memory, layout, faults: unit.faults, objectName: types.objectName, machine, ordered };
  const readsOf = (name: string, { region }: PropertyUnit): Pick<Predicate, 'name' | 'reads'> => {
    return { name, reads: footprintOf(region, memory).reads };
  };
  const carried: Carried = {
    title: scenario.title,
    words: layout.words,
    threads: threads.map(({ name, role, budget }) => ({ name, role, cpu: namedCpu(name), bound: budget })),
    initial,
    faults: unit.faults,
    locations: memory.locations,
    checksum: checksum(text, initial),
    text,
    stands: threads.map((one, thread) => ({
      point: there(layout.threads, thread, 'thread').point,
      points: one.points.blocks.length,
      idle: [...one.idle],
      over: [...one.over],
      ...(reach === null
        ? { ...anything(one.points, memory), live: allMemory(one, memory) }
        : there(reach, thread, 'thread')),
    })),
    places: placesOf(layout, memory),
    symmetry:
      machine === null && !keepsDead
        ? symmetryOf({ threads, memory, types, faults: unit.faults, layout, initial })
        : [],
    properties: parts.properties.map(({ name, kind, unit: one }) => ({ kind, ...readsOf(name, one) })),
    leadsTo: parts.leadsTo.map(({ name, from, to }) => ({ name, from: readsOf(name, from), to: readsOf(name, to) })),
    outcomes: parts.outcomes.map(({ name, function: { result } }) => ({ name, least: leastOf(result) })),
  };
  const explained =
    ({ code }: PropertyUnit): Predicate['explain'] =>
    (states, at) =>
      explain(code, states, at, input);
  let narrator: Narrator | null = null;
  let made: Races | null = null;
  const races = (): Races => {
    made ??= createRaces({ ...input, cpus: program.cpus, point: program.point });
    return made;
  };
  const program = searched(carried, generated, {
    property: (index) => explained(there(parts.properties, index, 'property').unit),
    leadsTo: (index) => {
      const { from, to } = there(parts.leadsTo, index, 'leadsTo');
      return { from: explained(from), to: explained(to) };
    },
    outcome: (index) => textOf(there(parts.outcomes, index, 'outcome').function.result),
    restores: (thread, states, at, key) => restores({ ...input, thread, key }, states, at),
    stepsTo: (thread, states, at, key) => stepsTo({ ...input, thread, key }, states, at),
    narrate(thread, states, at, path) {
      narrator ??= createNarrator(input);
      return narrator.narrate(thread, states, at, path);
    },
    view: (states, at) => viewState(input, states, at),
    race: (states, at) => races().race(states, at),
    accesses: (thread, states, at) => races().accesses(thread, states, at),
  });
  return program;
}

/** By location; one that is not in a state has no bits there. */
function placesOf(layout: Layout, memory: Memory): readonly LocationPlace[] {
  const places: LocationPlace[] = Array.from({ length: memory.locations }, () => ({ word: 0, mask: 0 }));
  for (const cells of memory.cells) {
    const slot = layout.cells.get(cells);
    if (slot === undefined || slot.bits === 0) continue;
    for (let element = 0; element < cells.objects * cells.length; element++) {
      const { word, shift, bits } = elementSlot(slot, element);
      places[cells.location + element] = { word, mask: maskOf(bits) << shift };
    }
  }
  return places;
}

/** The words that the type has for a value. */
function textOf(type: Type): (value: number) => string {
  if (type.kind === 'bool') return (value) => String(value !== 0);
  const labels = type.kind === 'int' ? (type.labels ?? []) : [];
  return (value) => labels.find((label) => label.value === value)?.name ?? String(value);
}

/** 64-bit FNV-1a over the generated code and the initial states: cosmetic changes of the model do not change it. */
function checksum(text: string, initial: Int32Array): string {
  const halves = Array.from(initial, (word) => String.fromCharCode(word & 0xffff, word >>> 16)).join('');
  const words = mixed(mixed([0xcbf29ce4 | 0, 0x84222325 | 0], text), halves);
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** In two halves, and products in halves of those: there is much of it, and everything else takes several times as long. */
function mixed([high, low]: readonly [number, number], text: string): readonly [number, number] {
  for (let i = 0; i < text.length; i++) {
    const value = low ^ text.charCodeAt(i);
    // Times 2 ** 40 + 0x1b3; what it carries out of the lower half.
    const carried = ((value >>> 16) * 0x1b3 + (((value & 0xffff) * 0x1b3) >>> 16)) >>> 16;
    high = (Math.imul(high, 0x1b3) + carried + (value << 8)) | 0;
    low = Math.imul(value, 0x1b3);
  }
  return [high, low];
}
