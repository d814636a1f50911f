// SPDX-License-Identifier: MIT
// From what world() built, and what the threads may write, to cells: how many objects of each class, which fields are
// constants, and what every element holds at the start.

import type { Place } from '../../lang/diagnostic.ts';
import {
  type ClassField,
  type DeclarationId,
  type FieldRole,
  nameOf,
  type TableDeclaration,
  type Type,
} from '../../lang/tree.ts';
import {
  type Cells,
  type ClassMemory,
  type Component,
  type FieldMemory,
  initialOf,
  type Memory,
  type Pool,
} from '../code/memory.ts';
import type { Range, Teller } from '../code/scalars.ts';
import type { Effects } from '../link/effects.ts';
import type { Linked } from '../link/link.ts';
import { there } from '../there.ts';
import { nameObjects } from './object-names.ts';
import { type Built, initialValue } from './world.ts';
import type { WorldObject, WorldValue } from './world-values.ts';

export interface Types {
  /** How many objects of a class there can be; references need that many values and null. */
  count(id: DeclarationId): number;
  rangeOf(type: Type): Range;
  tellerOf(type: Type): Teller;
  /** Tables of a type, numbered from 1 in this order; 0 is null. */
  tables(of: DeclarationId): readonly TableDeclaration[];
  objectName(id: DeclarationId, index: number): string;
}

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
  const tableLists = new Map<DeclarationId, readonly TableDeclaration[]>();
  const types: Types = {
    count: (id) => counts.get(linked.resolve(id)) ?? 0,
    tables(of) {
      const id = linked.resolve(of);
      let list = tableLists.get(id);
      if (list === undefined) {
        list = linked.tables(id).filter((table) => effects.tables.has(table.id));
        tableLists.set(id, list);
      }
      return list;
    },
    rangeOf(type) {
      switch (type.kind) {
        case 'bool':
          return { min: 0, max: 1 };
        case 'int':
          return { min: type.min, max: type.max };
        case 'ref':
          return { min: 0, max: types.count(type.class) };
        case 'table':
          return { min: 0, max: types.tables(type.of).length };
        case 'null':
          return { min: 0, max: 0 };
        default:
          throw new Error(`checker bug: a ${type.kind} is no number`);
      }
    },
    objectName: (id, index) => names.get(`${linked.resolve(id)}/${index}`) ?? `${nameOf(id)}#${index}`,
    tellerOf(type) {
      switch (type.kind) {
        case 'bool':
          return (value) => ({ kind: 'bool', value: value !== 0 });
        case 'int':
          return intTeller(type);
        case 'ref':
          return (value) => ({ kind: 'reference', to: value === 0 ? null : types.objectName(type.class, value - 1) });
        case 'table':
          return (value) => ({ kind: 'reference', to: value === 0 ? null : tableName(type.of, value) });
        case 'null':
          return () => ({ kind: 'reference', to: null });
        default:
          throw new Error(`checker bug: a ${type.kind} is told in parts`);
      }
    },
  };

  function tableName(of: DeclarationId, value: number): string {
    const table = types.tables(of)[value - 1];
    if (table === undefined) throw new Error(`checker bug: ${nameOf(of)} has no table ${value}`);
    return table.name;
  }

  const every: Cells[] = [];
  const initial: number[][][] = worlds.map(() => []);
  let locations = 0;

  function encode(value: WorldValue, type: Type): number {
    // Nothing there (a slot of a pool): zero bits, whatever value they mean.
    if (value === undefined) return types.rangeOf(type).min;
    if (value === null) return 0;
    if (typeof value === 'number') return value;
    if (value.kind === 'object') return value.index + 1;
    const position =
      value.kind === 'table' && type.kind === 'table'
        ? types.tables(type.of).findIndex((table) => table.id === value.id)
        : -1;
    if (position < 0) throw new Error(`checker bug: a ${value.kind} where a ${type.kind} is kept`);
    return position + 1;
  }

  interface CellsPlace {
    readonly class: string;
    readonly classId: DeclarationId;
    readonly field: string;
    readonly objects: number;
    readonly length: number;
    readonly isArray: boolean;
    readonly ghost: boolean;
    readonly role: FieldRole | null;
    readonly unwritten: boolean;
  }

  /** `valuesIn(w)`: the elements of this component in world w; `fresh`: the value of a new object. */
  function component(
    type: Type,
    part: readonly string[],
    place: CellsPlace,
    valuesIn: (world: number) => WorldValue[],
    fresh: WorldValue,
  ): Component {
    if (type.kind === 'record') {
      const fields = new Map<string, Component>();
      for (const field of type.fields) {
        const pick = (value: WorldValue): WorldValue =>
          value !== null && typeof value === 'object' && value.kind === 'record'
            ? value.fields.get(field.name)
            : undefined;
        fields.set(
          field.name,
          component(field.type, [...part, field.name], place, (w) => valuesIn(w).map(pick), pick(fresh)),
        );
      }
      return { kind: 'record', type, fields };
    }
    const values = worlds.map((_, w) => valuesIn(w).map((value) => encode(value, type)));
    const first = there(values, 0, 'world');
    const agreed = values.every((list) => list.every((value, i) => value === first[i]));
    const constant = place.unwritten && agreed ? first : null;
    const elements = place.objects * place.length;
    const cells: Cells = {
      id: every.length,
      class: place.class,
      classId: place.classId,
      name: [place.field, ...part].join('.'),
      part,
      field: place.field,
      type,
      range: types.rangeOf(type),
      objects: place.objects,
      length: place.length,
      isArray: place.isArray,
      ghost: place.ghost,
      role: place.role,
      unwritten: place.unwritten,
      constant,
      fresh: encode(fresh, type),
      location: constant !== null ? -1 : locations,
      tell: types.tellerOf(type),
    };
    if (constant === null) locations += elements;
    every.push(cells);
    initial.forEach((lists, w) => {
      lists.push(there(values, w, 'world'));
    });
    return { kind: 'cells', cells };
  }

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
      const flag = component(
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
            ? component(element, [], place, valuesIn, fill)
            : halves.of(component(halves.type, [], place, (w) => valuesIn(w).map(halves.value), halves.value(fill))),
        isArray,
        length,
        ghost: field.ghost,
        unwritten,
        wide: field.role?.wide === true,
      };
    }
  }

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
        component(field.type, [], { ...rootPlace, field: field.name }, (w) => [valueIn(w)], undefined),
      );
    }
  } else {
    rootObject = component(
      rootType,
      [],
      { ...rootPlace, field: 'world' },
      (w) => [there(worlds, w, 'world').root],
      undefined,
    );
  }

  const memory: Memory = { classes, pools, every, cells: every.filter((cells) => cells.constant === null), locations };
  return { memory, types, initial, roots, rootObject };
}

function intTeller({ labels }: Extract<Type, { kind: 'int' }>): Teller {
  if (labels === undefined) return (value) => ({ kind: 'int', value });
  const flags = labels.filter(({ value }) => value > 0 && (value & (value - 1)) === 0);
  return (value) => {
    const member = labels.find((label) => label.value === value);
    if (member !== undefined) return { kind: 'enum', value, members: [member.name] };
    const set = flags.filter((flag) => (value & flag.value) !== 0);
    const complete = value > 0 && set.reduce((bits, flag) => bits | flag.value, 0) === value;
    return { kind: 'enum', value, members: complete ? set.map(({ name }) => name) : [] };
  };
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
