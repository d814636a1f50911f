// SPDX-License-Identifier: MIT
// Data races in one state: two threads on different CPUs whose next steps touch the same memory, at least one of them writing, at least
// one in a plain way. Where memory is weak, a write may have been made and be missed all the same: a step that reads past it, or
// writes behind it, is not ordered behind it. docs/memory.md says why this is the definition.

import type { Cells } from '../code/memory.ts';
import { type Accesses, emitAccesses, type Written, writtenAccesses } from '../emit/emit-accesses.ts';
import { machineOf } from '../ordering/machine-of.ts';
import type { Access, Race } from '../program.ts';
import { there } from '../there.ts';
import { locationOf, type NarratorInput } from './location.ts';

export interface RacesInput extends NarratorInput {
  /** By thread. */
  readonly cpus: readonly number[];
  readonly point: (thread: number, states: Int32Array, at: number) => number;
}

export interface Races {
  race(states: Int32Array, at: number): Race | null;
  accesses(thread: number, states: Int32Array, at: number): readonly Access[];
}

/** Numbers of one access in the list that generated code fills. */
const size = 5;

interface Noted {
  readonly path: number;
  readonly cells: number;
  readonly element: number;
  readonly write: boolean;
  readonly plain: boolean;
  /** The CPU whose write it misses. */
  readonly missed: number;
}

export function createRaces(input: RacesInput): Races {
  const { threads, memory, layout, machine, cpus } = input;
  const accesses = new Function('machineOf', emitAccesses(threads, memory, layout, machine))(machineOf) as Accesses;
  const { contended, isWeak } = { contended: contendedPoints(input), isWeak: machine?.model === 'weak' };
  const lists = threads.map((): number[] => []);
  const next = (thread: number, states: Int32Array, at: number): readonly number[] => {
    const list = there(lists, thread, 'thread');
    list.length = 0;
    if (contended[thread]?.[input.point(thread, states, at)] === true) accesses(thread, states, at, list);
    return list;
  };
  const cells = new Map(memory.cells.map((one) => [one.id, one]));
  const told = (thread: number, { path, write, plain, cells: id, element }: Noted): Access => {
    const location = locationOf(cellsOf(cells, id), element, input.objectName);
    return { thread, path, location, write, plain };
  };
  return {
    race(states, at) {
      for (const [thread] of threads.entries()) {
        const list = next(thread, states, at);
        if (list.length === 0) continue;
        for (let i = 0; i < list.length; i += size) {
          const mine = notedAt(list, i);
          if (mine.missed >= 0) return { access: told(thread, mine), other: { cpu: cpuAt(cpus, mine.missed) } };
        }
        if (isWeak) continue;
        for (let other = 0; other < thread; other++) {
          if (cpus[other] === cpus[thread]) continue;
          const met = meeting(there(lists, other, 'thread'), list);
          if (met !== null) return { access: told(thread, met.second), other: told(other, met.first) };
        }
      }
      return null;
    },
    accesses(thread, states, at) {
      const list: number[] = [];
      accesses(thread, states, at, list);
      return Array.from({ length: list.length / size }, (_, i) => told(thread, notedAt(list, i * size)));
    },
  };
}

function notedAt(list: readonly number[], i: number): Noted {
  const [path = 0, cells = 0, element = 0, kind = 0, missed = -1] = list.slice(i, i + size);
  return { path, cells, element, write: (kind & 1) !== 0, plain: (kind & 2) !== 0, missed };
}

function meeting(one: readonly number[], other: readonly number[]): { first: Noted; second: Noted } | null {
  for (let i = 0; i < one.length; i += size)
    for (let k = 0; k < other.length; k += size) {
      if (one[i + 1] !== other[k + 1] || one[i + 2] !== other[k + 2]) continue;
      const kinds = (one[i + 3] ?? 0) | (other[k + 3] ?? 0);
      if (kinds === 3) return { first: notedAt(one, i), second: notedAt(other, k) };
    }
  return null;
}

/** A machine counts the CPUs that there are. */
const cpuAt = (cpus: readonly number[], index: number): number => there([...new Set(cpus)], index, 'CPU');

function cellsOf(all: ReadonlyMap<number, Cells>, id: number): Cells {
  const found = all.get(id);
  if (found === undefined) throw new Error(`checker bug: there are no cells ${id}`);
  return found;
}

/** By thread and point, whether its next step may race with anything that another CPU does anywhere: most never do. */
function contendedPoints({ threads, memory, cpus }: RacesInput): readonly (readonly boolean[])[] {
  const written = threads.map(({ points }) => points.regions.map((region) => writtenAccesses(region, memory)));
  const byCells = new Map<number, { readonly one: Written; readonly cpu: number }[]>();
  for (const [thread, points] of written.entries())
    for (const one of points.flat()) {
      const all = byCells.get(one.cells) ?? [];
      all.push({ one, cpu: there(cpus, thread, 'cpu') });
      byCells.set(one.cells, all);
    }
  const races = (mine: Written, cpu: number): boolean =>
    (byCells.get(mine.cells) ?? []).some(({ one, cpu: theirs }) => theirs !== cpu && conflict(mine, one));
  return written.map((points, thread) =>
    points.map((accesses) => accesses.some((one) => races(one, there(cpus, thread, 'cpu')))),
  );
}

function conflict(one: Written, other: Written): boolean {
  const same = one.element === null || other.element === null || one.element === other.element;
  return same && (one.write || other.write) && (one.plain || other.plain);
}
