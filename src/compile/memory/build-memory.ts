// SPDX-License-Identifier: MIT
// From what world() built, and what the threads may write, to cells: how many objects of each class, which fields are
// constants, and what every element holds at the start.

import type { Place } from '../../lang/diagnostic.ts';
import type { ClassField, DeclarationId, Type } from '../../lang/tree.ts';
import {
  type ClassMemory,
  type Component,
  type FieldMemory,
  initialOf,
  type Memory,
  type Pool,
} from '../code/memory.ts';
import type { Effects } from '../link/effects.ts';
import type { Linked } from '../link/link.ts';
import { there } from '../there.ts';
import { type CellsPlace, Components } from './components.ts';
import { nameObjects } from './object-names.ts';
import { type Types, typesOf } from './types.ts';
import { type Built, initialValue } from './world.ts';
import type { WorldObject, WorldValue } from './world-values.ts';

export interface BuiltMemory {
  readonly memory: Memory;
  readonly types: Types;
  /** Per initial state, per cells id, the value of every element. */
  readonly initial: readonly (readonly (readonly number[])[])[];
  /** What world() returned: a class reference, or the fields of its literal. */
  readonly roots: ReadonlyMap<string, Component>;
  readonly rootObject: Component | null;
}

export interface MemoryInput {
  readonly worlds: readonly Built[];
  readonly effects: Effects;
  readonly linked: Linked;
  /** What world() returns. */
  readonly rootType: Type;
  /** Whether what is wide is in several words. */
  readonly words: boolean;
  /** The line of a place. */
  readonly source: (place: Place) => string;
}

export function buildMemory({ worlds, effects, linked, rootType, words, source }: MemoryInput): BuiltMemory {
  const counts = new Map<DeclarationId, number>();
  const noteCount = (id: DeclarationId, n: number) => counts.set(id, Math.max(counts.get(id) ?? 0, n));
  for (const world of worlds) {
    for (const [id, objects] of world.objects) noteCount(id, objects.length + (world.pools.get(id) ?? 0));
    for (const [id, n] of world.pools) noteCount(id, (world.objects.get(id)?.length ?? 0) + n);
  }
  for (const id of [...effects.allocated, ...effects.freed, ...effects.used]) noteCount(id, 0);

  const isWritten = (id: DeclarationId, field: string): boolean =>
    effects.written.has(`${id}.${field}`) || effects.allocated.has(id);
  const names = nameObjects(worlds, isWritten);
  const types = typesOf({ counts, names, effects, linked });
  const components = new Components(types, worlds.length);
  const { classes, pools } = classMemory({ worlds, effects, linked, words, source, counts, components, isWritten });
  const { roots, rootObject } = rootMemory(rootType, worlds, components);
  const { every, initial, locations } = components;
  const memory: Memory = { classes, pools, every, cells: every.filter((cells) => cells.constant === null), locations };
  return { memory, types, initial, roots, rootObject };
}

interface ClassInput extends Omit<MemoryInput, 'rootType'> {
  readonly counts: ReadonlyMap<DeclarationId, number>;
  readonly components: Components;
  readonly isWritten: (id: DeclarationId, field: string) => boolean;
}

function classMemory(input: ClassInput): Pick<Memory, 'classes' | 'pools'> {
  const { worlds, effects, linked, words, source, counts, components, isWritten } = input;
  const classes = new Map<DeclarationId, ClassMemory>();
  const pools: Pool[] = [];
  for (const [id, count] of counts) {
    const declaration = linked.class(id);
    const fields = new Map<string, FieldMemory>();
    const objectsIn = (w: number): readonly WorldObject[] => there(worlds, w, 'world').objects.get(id) ?? [];
    const pooled = effects.allocated.has(id) || effects.freed.has(id);
    for (const field of declaration.fields) fields.set(field.name, fieldMemory(field));
    const target: { -readonly [K in keyof ClassMemory]: ClassMemory[K] } = {
      id,
      name: declaration.name,
      declaration,
      count,
      fields,
      pool: null,
    };
    if (pooled) {
      const flag = components.add(
        { kind: 'bool' },
        [],
        {
          class: declaration.name,
          classId: id,
          field: 'live',
          objects: count,
          length: 1,
          isArray: false,
          ghost: true,
          role: null,
          unwritten: false,
        },
        (w) => Array.from({ length: count }, (_, i) => (i < objectsIn(w).length ? 1 : 0)),
        1,
      );
      if (flag.kind !== 'cells') throw new Error('checker bug: a flag is a record');
      const pool: Pool = { index: pools.length, class: target, live: flag.cells };
      target.pool = pool;
      pools.push(pool);
    }
    classes.set(id, target);

    function fieldMemory(field: ClassField): FieldMemory {
      const isArray = field.type.kind === 'array';
      const length = field.type.kind === 'array' ? field.type.length : 1;
      const element = field.type.kind === 'array' ? field.type.element : field.type;
      const given = pooled ? initialOf(declaration, field) : null;
      const fresh = given === null ? undefined : initialValue(given, linked, source);
      const valuesIn = (w: number): WorldValue[] => {
        const objects = objectsIn(w);
        const result: WorldValue[] = [];
        for (let i = 0; i < count; i++) {
          // A slot of the pool holds nothing (freed memory is zero) until alloc fills it.
          const object = objects[i];
          const value = object === undefined ? undefined : fieldOf(object, field.name);
          for (let j = 0; j < length; j++)
            result.push(value !== null && typeof value === 'object' && value.kind === 'array' ? value.items[j] : value);
        }
        return result;
      };
      const unwritten = !isWritten(id, field.name);
      const fill = fresh !== null && typeof fresh === 'object' && fresh.kind === 'array' ? fresh.items[0] : fresh;
      const place: CellsPlace = {
        class: declaration.name,
        classId: id,
        field: field.name,
        objects: count,
        length,
        isArray,
        ghost: field.ghost,
        role: field.role,
        unwritten,
      };
      const halves = words && field.role?.wide === true && !unwritten ? halvesOf(element) : null;
      return {
        name: field.name,
        type: field.type,
        component:
          halves === null
            ? components.add(element, [], place, valuesIn, fill)
            : halves.of(
                components.add(halves.type, [], place, (w) => valuesIn(w).map(halves.value), halves.value(fill)),
              ),
        isArray,
        length,
        ghost: field.ghost,
        unwritten,
        wide: field.role?.wide === true,
      };
    }
  }
  return { classes, pools };
}

/** What world() returned has no class: a literal, or an object of one. */
function rootMemory(
  rootType: Type,
  worlds: readonly Built[],
  components: Components,
): Pick<BuiltMemory, 'roots' | 'rootObject'> {
  const roots = new Map<string, Component>();
  let rootObject: Component | null = null;
  const rootPlace = {
    class: 'world',
    classId: 'world',
    objects: 1,
    length: 1,
    isArray: false,
    ghost: false,
    role: null,
    unwritten: true,
  };
  if (rootType.kind === 'world') {
    for (const field of rootType.fields) {
      const valueIn = (w: number): WorldValue => {
        const { root } = there(worlds, w, 'world');
        if (root === null || typeof root !== 'object' || root.kind !== 'record')
          throw new Error('checker bug: world() did not return its roots');
        return root.fields.get(field.name);
      };
      roots.set(
        field.name,
        components.add(field.type, [], { ...rootPlace, field: field.name }, (w) => [valueIn(w)], undefined),
      );
    }
  } else {
    rootObject = components.add(
      rootType,
      [],
      { ...rootPlace, field: 'world' },
      (w) => [there(worlds, w, 'world').root],
      undefined,
    );
  }
  return { roots, rootObject };
}

function fieldOf(object: WorldObject, field: string): WorldValue {
  if (!object.fields.has(field)) throw new Error(`checker bug: world() made an object without ${field}`);
  return object.fields.get(field);
}

/** A number as a record of two words; null: it is none. */
function halvesOf(type: Type): {
  readonly type: Type;
  readonly value: (whole: WorldValue) => WorldValue;
  readonly of: (made: Component) => Component;
} | null {
  if (type.kind !== 'int') return null;
  const halves = Math.log2(type.max + 1) / 2;
  const base = 2 ** halves;
  const word: Type = { kind: 'int', min: 0, max: base - 1, name: `half a ${type.name}` };
  const names = ['low', 'high'] as const;
  return {
    type: { kind: 'record', name: type.name, fields: names.map((name) => ({ name, type: word })) },
    value: (whole) => {
      if (typeof whole !== 'number') return whole;
      const fields = new Map<string, WorldValue>([
        ['low', whole % base],
        ['high', Math.floor(whole / base)],
      ]);
      return { kind: 'record', fields };
    },
    of: (made) => ({ ...made, halves }),
  };
}
