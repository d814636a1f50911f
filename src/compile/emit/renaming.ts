// SPDX-License-Identifier: MIT
// Which object takes whose place where threads are exchanged: a permutation of the objects of each class, which is made up while
// two bodies are compared, or only asked once it is whole.

import type { DeclarationId } from '../../lang/tree.ts';
import type { Pure, Register } from '../code/code.ts';
import { constant } from '../code/code.ts';
import type { Cells } from '../code/memory.ts';
import type { Types } from '../memory/types.ts';

/** Of what values are: references to a class; null: numbers, which stay what they are. */
export type Sort = DeclarationId | null;

export class Renaming {
  /** By class, from object number to object number; who is not in it stays. */
  private readonly objects = new Map<DeclarationId, Map<number, number>>();
  private isWhole = false;

  constructor(readonly types: Pick<Types, 'count' | 'referred' | 'toldBy'>) {}

  static of(types: Renaming['types'], objects: ReadonlyMap<DeclarationId, readonly number[]>): Renaming {
    const made = new Renaming(types);
    for (const [id, images] of objects) made.objects.set(id, new Map(images.entries()));
    made.isWhole = true;
    return made;
  }

  /** Whether the value may be where the other one was; while it is made up, it may from now on, and the other way round. */
  relate(sort: Sort, value: number, image: number): boolean {
    if (sort === null || value === 0 || image === 0) return value === image;
    if (this.isWhole) return this.image(sort, value) === image;
    const known = this.objects.get(sort) ?? new Map<number, number>();
    this.objects.set(sort, known);
    for (const [from, to] of [
      [value - 1, image - 1],
      [image - 1, value - 1],
    ] as const) {
      if ((known.get(from) ?? to) !== to) return false;
      known.set(from, to);
    }
    return true;
  }

  image(sort: Sort, value: number): number {
    if (sort === null || value === 0) return value;
    const object = this.objects.get(sort)?.get(value - 1);
    return object === undefined ? value : object + 1;
  }

  element(cells: Pick<Cells, 'classId' | 'length'>, element: number): number {
    const object = Math.floor(element / cells.length);
    return (this.image(cells.classId, object + 1) - 1) * cells.length + (element % cells.length);
  }

  /** Whether some object of a class takes another's place. */
  moves(sort: Sort): boolean {
    return sort !== null && [...(this.objects.get(sort) ?? [])].some(([from, to]) => from !== to);
  }

  /** Whether values of one sort are renamed like those of the other: of what is chosen of two constants, nothing says that it is
   *  a reference. Made up, only what is compared decides. */
  agree(one: Sort, other: Sort): boolean {
    return !this.isWhole || one === other || (!this.moves(one) && !this.moves(other));
  }

  /** Whether what is constant is, renamed, what the objects have whose place is taken. Made up, that follows. */
  keeps({ constant, type, ...cells }: Cells): boolean {
    if (!this.isWhole || constant === null) return true;
    const sort = this.types.referred(type);
    return constant.every((value, element) => constant[this.element(cells, element)] === this.image(sort, value));
  }

  /** Of the cells of objects that take each other's place, references do so too; false: they cannot. */
  follow(cells: readonly Cells[], valuesOf: (cells: Cells) => readonly number[]): boolean {
    for (let size = -1; size !== this.size; ) {
      size = this.size;
      for (const one of cells) {
        const sort = this.types.referred(one.type);
        if (sort === null || !this.moves(one.classId)) continue;
        const values = valuesOf(one);
        for (const [element, value] of values.entries())
          if (!this.relate(sort, value, values[this.element(one, element)] ?? 0)) return false;
      }
    }
    return true;
  }

  /** By class, where each object goes; null: not each to another one. */
  whole(): ReadonlyMap<DeclarationId, readonly number[]> | null {
    const result = new Map<DeclarationId, readonly number[]>();
    for (const [id, known] of this.objects) {
      const images = Array.from({ length: this.types.count(id) }, (_, object) => known.get(object) ?? object);
      if (new Set(images).size !== images.length) return null;
      if (this.moves(id)) result.set(id, images);
    }
    return result;
  }

  private get size(): number {
    return [...this.objects.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** What a value is. `registers`: of those whose own type does not say it. */
export function sortOf(pure: Pure, registers: ReadonlyMap<Register, Sort>, types: Renaming['types']): Sort {
  switch (pure.kind) {
    case 'register':
      return registers.get(pure.register) ?? types.toldBy(pure.register.tell);
    case 'lookup':
      return types.referred(pure.cells.type);
    case 'select':
      return sortOf(pure.then, registers, types) ?? sortOf(pure.else, registers, types);
    case 'const':
    case 'unary':
    case 'binary':
      return null;
  }
}

/** An element as the object that it belongs to and its index there, as elementOf of lower/ puts them together; null: it is
 *  something else. */
export function takenApart(cells: Cells, element: Pure): { readonly object: Pure; readonly index: Pure } | null {
  const { length } = cells;
  if (element.kind === 'const') {
    const object = Math.floor(element.value / length);
    return { object: constant(object + 1), index: constant(element.value - object * length) };
  }
  if (element.kind !== 'binary') return null;
  const { operator, left, right } = element;
  if (length === 1) return operator === '-' && isConstant(right, 1) ? { object: left, index: constant(0) } : null;
  if (operator !== '+') return null;
  if (left.kind === 'const')
    return left.value % length === 0 ? { object: constant(left.value / length + 1), index: right } : null;
  if (left.kind !== 'binary' || left.operator !== '*' || !isConstant(left.right, length)) return null;
  const base = left.left;
  if (base.kind !== 'binary' || base.operator !== '-' || !isConstant(base.right, 1)) return null;
  return { object: base.left, index: right };
}

const isConstant = (pure: Pure, value: number): boolean => pure.kind === 'const' && pure.value === value;
