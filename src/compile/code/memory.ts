// SPDX-License-Identifier: MIT
// Shared memory as cells: one packed array per scalar component of a class field, over all objects of the class. What
// comes in is what world() built; what goes out says, per field, how many bits it needs, whether it is a constant, and
// which static locations (for footprints) its elements are.

import type { ClassDeclaration, ClassField, DeclarationId, Expression, FieldRole, Type } from '../../lang/tree.ts';
import { there } from '../there.ts';
import type { Range, Teller } from './scalars.ts';

type RecordType = Extract<Type, { kind: 'record' }>;

/** The elements of one scalar component: element = object number × length + index. */
export interface Cells {
  readonly id: number;
  readonly class: string;
  /** Of the class it belongs to; `world` for roots. */
  readonly classId: DeclarationId;
  /** `pte.present` of field `pte`; for one-component fields just the field. */
  readonly name: string;
  readonly field: string;
  readonly type: Type;
  readonly range: Range;
  readonly objects: number;
  /** Elements per object: 1, or the length of the array. */
  readonly length: number;
  readonly isArray: boolean;
  readonly ghost: boolean;
  readonly role: FieldRole | null;
  /** Never written by anybody who runs: reading it is no touch. */
  readonly unwritten: boolean;
  /** Values per element when they are the same in every initial state and never written: no state at all. */
  readonly constant: readonly number[] | null;
  /** Values of a fresh object. */
  readonly fresh: number;
  /** Location of element 0. Constants have none (−1). */
  readonly location: number;
  /** Names of the record parts that lead to it from the field: none for one-component fields. */
  readonly part: readonly string[];
  readonly tell: Teller;
}

/** A field's components: a scalar, or a record of them. */
export type Component =
  | { readonly kind: 'cells'; readonly cells: Cells }
  | {
      readonly kind: 'record';
      readonly type: RecordType;
      readonly fields: ReadonlyMap<string, Component>;
      /** It is a number of two words, `low` and `high`: how many bits each of them has. */
      readonly halves?: number;
    };

export interface FieldMemory {
  readonly name: string;
  readonly type: Type;
  readonly component: Component;
  readonly isArray: boolean;
  readonly length: number;
  readonly ghost: boolean;
  readonly unwritten: boolean;
  /** The machine has it in several words. */
  readonly wide: boolean;
}

/** The `live` flags of a class that is allocated or freed. */
export interface Pool {
  readonly index: number;
  readonly class: ClassMemory;
  readonly live: Cells;
}

export interface ClassMemory {
  readonly id: DeclarationId;
  readonly name: string;
  readonly declaration: ClassDeclaration;
  /** How many objects there can be. */
  readonly count: number;
  readonly fields: ReadonlyMap<string, FieldMemory>;
  readonly pool: Pool | null;
}

export interface Memory {
  readonly classes: ReadonlyMap<DeclarationId, ClassMemory>;
  readonly pools: readonly Pool[];
  /** All cells that take part in the state, in order. */
  readonly cells: readonly Cells[];
  /** All cells, constants included. */
  readonly every: readonly Cells[];
  readonly locations: number;
}

export function poolOf(memory: Memory, index: number): Pool {
  const pool = memory.pools[index];
  if (pool === undefined) throw new Error(`checker bug: no pool ${index}`);
  return pool;
}

/** Bits needed for a range. */
export function bitsOf(range: Range): number {
  const span = range.max - range.min;
  if (span <= 0) return 0;
  return span >= 2 ** 31 ? 32 : 32 - Math.clz32(span);
}

/** Null where only an argument of `new` gives the field its value. */
export function initialOf(declaration: ClassDeclaration, field: ClassField): Expression | null {
  if (field.initial !== null) return field.initial;
  const position = declaration.constructor_.indexOf(field.name);
  if (position < 0) throw new Error(`checker bug: nothing gives ${declaration.name}.${field.name} a value`);
  return there(declaration.defaults, position, 'default');
}

/** The cells of a pool's class that are part of the state, without its `live` flags. */
export function cellsOf(pool: Pool, memory: Memory): readonly Cells[] {
  return memory.cells.filter((cells) => cells.classId === pool.class.id && cells !== pool.live);
}
