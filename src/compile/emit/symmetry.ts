// SPDX-License-Identifier: MIT
// Finds the threads that are interchangeable, and what has to be exchanged with them: a task's own objects, where it has some.
// Nothing is assumed, and the model says nothing of it. A permutation of the threads, with one of the objects of each class, is
// taken if, and only if,
//  (1) memory is sequentially consistent, and states hold live locals alone;
//  (2) every thread's role and body are those of the thread whose place it takes, with the objects renamed (alike.ts); also of
//      a thread that stays. A number is never renamed: who knows its own number by self(), or has one for a name, is told apart;
//  (3) no object moves that comes from a pool, where the first one that is free is taken;
//  (4) constants that are looked up by a reference, renamed, are those of the objects whose place is taken;
//  (5) an initial state, renamed, is an initial state.
// A state renamed: the cells of each object are where its image's are, a thread's point and locals where its image's are, and
// references to an object are to its image. By (2) to (4), the steps of thread t from a state and those of its image from the
// renamed state are the same, path by path, but for the names; by (5) the reachable states, renamed, are the reachable states.
//
// How candidates are made up does not matter to that: two threads are compared, and what their bodies call differently is
// exchanged; then all of it is asked (`taken`). Objects that no thread is exchanged for stay. What is made of permutations by
// doing one after the other is one: each of (1) to (5) is, if it is for both.

import type { DeclarationId } from '../../lang/tree.ts';
import { type Layout, readBits, readElement } from '../code/layout.ts';
import type { Cells, Memory } from '../code/memory.ts';
import type { Types } from '../memory/types.ts';
import type { Fault, Permutation } from '../program.ts';
import { there } from '../there.ts';
import { alike } from './alike.ts';
import type { ThreadUnit } from './emit.ts';
import { permutationOf } from './permutation.ts';
import { permuting } from './permuting.ts';
import { Renaming } from './renaming.ts';

export interface SymmetryInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly types: Types;
  readonly faults: readonly Fault[];
  readonly layout: Layout;
  readonly initial: Int32Array;
}

/** So many are used, and no more: each is a state to be looked at where all threads stand at the same point. */
const MOST = 120;

/** Where each thread goes, and by class each object that moves. */
interface Exchange {
  readonly threads: readonly number[];
  readonly objects: ReadonlyMap<DeclarationId, readonly number[]>;
}

/** A group, without the one that leaves everything where it is. */
export function symmetryOf(input: SymmetryInput): readonly Permutation[] {
  const { threads } = input;
  let group = new Map<string, Exchange>();
  for (let a = 0; a < threads.length; a++)
    for (let b = a + 1; b < threads.length; b++) {
      const made = exchanging(a, b, input);
      if (made === null || group.has(keyOf(made)) || taken(made, input) === null) continue;
      group = generated([...group.values(), made]) ?? group;
    }
  return [...group.values()].map((one) => {
    const permutation = taken(one, input);
    if (permutation === null) throw new Error('checker bug: what is made of permutations is none');
    return permutation;
  });
}

/** The exchange of two threads, with all that this makes necessary; null: there is none. */
function exchanging(a: number, b: number, input: SymmetryInput): Exchange | null {
  const { threads, memory, types, faults } = input;
  const renaming = new Renaming(types);
  const isLike = (from: number, to: number): boolean =>
    alike(there(threads, from, 'thread'), there(threads, to, 'thread'), renaming, faults) !== null;
  const valuesOf = (cells: Cells): readonly number[] => firstValues(cells, input);
  if (!isLike(a, b) || !renaming.follow(memory.every, valuesOf)) return null;
  const images = new Map([
    [a, b],
    [b, a],
  ]);
  for (let t = 0; t < threads.length; t++) {
    if (images.has(t)) continue;
    const objects = renaming.whole();
    if (objects === null) return null;
    const fixed = Renaming.of(types, objects);
    const one = there(threads, t, 'thread');
    if (alike(one, one, fixed, faults) !== null) continue;
    // Who has objects of those that are exchanged is exchanged with who has the others.
    const partner = threads.findIndex(
      (other, u) => u > t && !images.has(u) && alike(one, other, fixed, faults) !== null,
    );
    if (partner < 0) continue;
    images.set(t, partner);
    images.set(partner, t);
  }
  const objects = renaming.whole();
  return objects === null ? null : { threads: threads.map((_, t) => images.get(t) ?? t), objects };
}

/** All that comes of doing some of them one after the other; null: too many. */
function generated(exchanges: readonly Exchange[]): Map<string, Exchange> | null {
  const nothing = keyOf({ threads: there(exchanges, 0, 'exchange').threads.map((_, t) => t), objects: new Map() });
  const all = new Map(exchanges.map((one) => [keyOf(one), one]));
  const open = [...all.values()];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const one of exchanges) {
      const made = after(next, one);
      const key = keyOf(made);
      if (key === nothing || all.has(key)) continue;
      if (all.size + 1 >= MOST) return null;
      all.set(key, made);
      open.push(made);
    }
  return all;
}

function after(first: Exchange, second: Exchange): Exchange {
  const objects = new Map<DeclarationId, readonly number[]>();
  for (const id of new Set([...first.objects.keys(), ...second.objects.keys()])) {
    const [from, to] = [first.objects.get(id), second.objects.get(id)];
    const images = from === undefined ? to : to === undefined ? from : from.map((image) => there(to, image, 'object'));
    if (images?.some((image, object) => image !== object)) objects.set(id, images);
  }
  return { threads: first.threads.map((image) => there(second.threads, image, 'thread')), objects };
}

function keyOf({ threads, objects }: Exchange): string {
  return JSON.stringify([threads, [...objects].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Null: it is none. */
function taken({ threads: images, objects }: Exchange, input: SymmetryInput): Permutation | null {
  const { threads, memory, types, faults, initial, layout } = input;
  const renaming = Renaming.of(types, objects);
  if (memory.pools.some((pool) => renaming.moves(pool.class.id))) return null;
  const registers = threads.map((one, t) =>
    alike(one, there(threads, there(images, t, 'image'), 'thread'), renaming, faults),
  );
  const known = registers.filter((pairs) => pairs !== null);
  if (known.length < registers.length) return null;
  const made = permutationOf({ threads, memory, layout, renaming, images, registers: known });
  const { words } = layout;
  const states = Array.from({ length: initial.length / words }, (_, i) => initial.slice(i * words, (i + 1) * words));
  const keys = new Set(states.map((state) => state.join()));
  const renamed = permuting(made, words, (t, from, at) => readBits(there(layout.threads, t, 'thread').point, from, at));
  const image = new Int32Array(words);
  const closed = states.every((state) => {
    renamed(state, 0, image, 0);
    return keys.has(image.join());
  });
  return closed ? made : null;
}

/** Of every element, in the first initial state. */
function firstValues(cells: Cells, { layout, initial }: SymmetryInput): readonly number[] {
  if (cells.constant !== null) return cells.constant;
  const slot = layout.cells.get(cells);
  if (slot === undefined) return [];
  return Array.from({ length: cells.objects * cells.length }, (_, element) => readElement(slot, initial, 0, element));
}
