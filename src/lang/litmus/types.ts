// SPDX-License-Identifier: MIT
// The types of C that a litmus test has, and what holds a value of each in a Tree. A variable is an object with one field
// that has no name, so that it prints as the variable does. Variables that a pointer may point to share a class; each of
// the others has one to itself, and steps that touch different ones are known to be independent.

import type { Place } from '../diagnostic.ts';
import { i32 } from '../parse/intervals.ts';
import type { ClassDeclaration, DeclarationId, Expression, Type } from '../tree.ts';

export type CType =
  | { readonly kind: 'int' }
  | { readonly kind: 'pointer'; readonly to: CType }
  | { readonly kind: 'lock' };

export const int: CType = { kind: 'int' };
export const lock: CType = { kind: 'lock' };

/** The field of a variable. */
export const FIELD = '';

const numbers = [
  'int',
  'long',
  'short',
  'char',
  'bool',
  '_Bool',
  'intptr_t',
  'uintptr_t',
  'size_t',
  'uint32_t',
  'uint64_t',
];
const sized = /^(?:[us](?:8|16|32|64)|u?int(?:8|16|32|64)_t)$/;
const atomic = /^atomic(?:64|_long)?_t$/;

/** Null: a type that is not read. */
export function typeCalled(name: string, stars: number): CType | null {
  const base =
    numbers.includes(name) || sized.test(name) || atomic.test(name) ? int : name === 'spinlock_t' ? lock : null;
  if (base === null) return null;
  let type: CType = base;
  for (let i = 0; i < stars; i++) type = { kind: 'pointer', to: type };
  return type;
}

export function typeName(type: CType): string {
  switch (type.kind) {
    case 'int':
      return 'int';
    case 'lock':
      return 'spinlock_t';
    case 'pointer':
      return `${typeName(type.to)}*`;
  }
}

export const sameType = (a: CType, b: CType): boolean => typeName(a) === typeName(b);

/** What a value of a type may lead to. */
export const pointeesOf = (type: CType): readonly CType[] =>
  type.kind === 'pointer' ? [type.to, ...pointeesOf(type.to)] : [];

/** The classes of variables. */
export class Cells {
  readonly declarations = new Map<DeclarationId, ClassDeclaration>();
  readonly #held = new Map<DeclarationId, CType>();

  constructor(
    private readonly file: string,
    /** Types that a pointer points to. */
    private readonly pointees: readonly CType[],
  ) {}

  /** The class of a variable. */
  of(name: string, type: CType, place: Place): DeclarationId {
    return this.#class(this.pointees.some((one) => sameType(one, type)) ? typeName(type) : name, type, place);
  }

  /** What a value of the type is in a Tree. */
  valueType(type: CType, place: Place): Type {
    switch (type.kind) {
      case 'int':
        return i32;
      case 'lock':
        return { kind: 'bool' };
      case 'pointer':
        return { kind: 'ref', class: this.#class(typeName(type.to), type.to, place), nullable: true };
    }
  }

  /** What a variable of a class holds. */
  heldIn(id: DeclarationId): CType {
    const held = this.#held.get(id);
    if (held === undefined) throw new Error(`checker bug: no variable is a ${id}`);
    return held;
  }

  #class(name: string, type: CType, place: Place): DeclarationId {
    const id = `${this.file}#${name}`;
    if (this.#held.has(id)) return id;
    this.#held.set(id, type);
    const held = this.valueType(type, place);
    const field = { name: FIELD, type: held, ghost: false, role: null, initial: null, place };
    const constructor_ = [FIELD];
    const doc = '';
    this.declarations.set(id, {
      kind: 'class',
      id,
      name: typeName(type),
      place,
      fields: [field],
      constructor_,
      defaults: [null],
      doc,
      view: null,
    });
    return id;
  }
}

export const number = (value: number, place: Place): Expression => ({
  kind: 'number',
  value,
  type: { kind: 'int', min: value, max: value, name: 'number' },
  place,
});

export const nothing = (place: Place): Expression => ({ kind: 'null', type: { kind: 'null' }, place });
export const truth = (value: boolean, place: Place): Expression => ({
  kind: 'bool',
  value,
  type: { kind: 'bool' },
  place,
});
