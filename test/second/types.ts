// SPDX-License-Identifier: MIT
// Declared types, and the check that every number passes on its way into a place of one.

import type { Code } from './code.ts';
import { Broken } from './trouble.ts';
import { Items, type Value } from './values.ts';

export type Type =
  | { readonly kind: 'int'; readonly min: number; readonly max: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'object'; readonly shape: ClassShape; readonly nullable: boolean }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Type> }
  | { readonly kind: 'table'; readonly id: string; readonly nullable: boolean }
  | { readonly kind: 'array'; readonly of: Type; readonly length: number }
  | { readonly kind: 'nothing' };

export const nothing: Type = { kind: 'nothing' };
export const bool: Type = { kind: 'bool' };
export const i32: Type = { kind: 'int', min: -2147483648, max: 2147483647 };

export const integers: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['u8', { kind: 'int', min: 0, max: 255 }],
  ['u16', { kind: 'int', min: 0, max: 65535 }],
  ['i8', { kind: 'int', min: -128, max: 127 }],
  ['i16', { kind: 'int', min: -32768, max: 32767 }],
  ['i32', i32],
]);

export interface FieldShape {
  readonly name: string;
  readonly slot: number;
  readonly type: Type;
  readonly ghost: boolean;
  /** `readonly lock = new spinlock()`: found without a touch, made with the object around it. */
  readonly embedded: boolean;
  /** Read when first needed: it may name what leads back to the class. Null: only an argument of `new` gives it a value. */
  readonly initial: (() => Code) | null;
  /** Position among the parameters of the constructor, or −1. */
  readonly parameter: number;
  /** No code that can run writes it. Known once all of the model has been read. */
  constant: boolean;
}

export interface ClassShape {
  /** File and name. */
  readonly id: string;
  readonly fields: FieldShape[];
  readonly byName: Map<string, FieldShape>;
}

/** The value, if it fits; what does not breaks the run. */
export function fit(value: Value, type: Type, line: number): Value {
  if (value === null && (type.kind === 'object' || type.kind === 'table') && !type.nullable)
    throw new Broken('null', line);
  if (type.kind === 'int' && typeof value === 'number' && (value < type.min || value > type.max))
    throw new Broken('range', line);
  return value;
}

/** The value that a `let` without one begins with. */
export function zero(type: Type): Value {
  switch (type.kind) {
    case 'int':
      return Math.min(Math.max(0, type.min), type.max);
    case 'bool':
      return false;
    case 'array':
      return new Items(Array.from({ length: type.length }, () => zero(type.of)));
    default:
      return null;
  }
}
