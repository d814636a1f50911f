// SPDX-License-Identifier: MIT
// What the plain interpreter computes with: JavaScript's own numbers and booleans, and one class for each thing that a
// model can hold. Nothing here knows of registers, packed words or steps.

import type { Place } from '../../../src/lang/diagnostic.ts';
import type { ClassDeclaration, DeclarationId, TableDeclaration, Type } from '../../../src/lang/tree.ts';

export type Value =
  | number
  | boolean
  | null
  | undefined
  | SharedObject
  | Structure
  | Parts
  | Table
  | SharedArray
  | readonly Value[];

/** Memory that threads share. */
export class SharedObject {
  readonly class: ClassDeclaration;
  readonly index: number;
  readonly fields = new Map<string, Value>();
  live: boolean;
  constructor(declaration: ClassDeclaration, index: number, live: boolean) {
    this.class = declaration;
    this.index = index;
    this.live = live;
  }
}

/** Memory of one call: passed by reference, never shared. */
export class Structure {
  readonly fields = new Map<string, Value>();
}

/** A record, or what `world()` returned. Never changed once made. */
export class Parts {
  readonly fields: ReadonlyMap<string, Value>;
  constructor(fields: ReadonlyMap<string, Value>) {
    this.fields = fields;
  }
}

export class Table {
  readonly declaration: TableDeclaration;
  constructor(declaration: TableDeclaration) {
    this.declaration = declaration;
  }
}

/** An array field of a shared object (or of null), named but not yet read. */
export class SharedArray {
  readonly object: SharedObject | null;
  readonly class: DeclarationId;
  readonly field: string;
  constructor(object: SharedObject | null, owner: DeclarationId, field: string) {
    this.object = object;
    this.class = owner;
    this.field = field;
  }
}

/** A property of the run was broken in the middle of a step. */
export class Broken extends Error {
  readonly kind: string;
  readonly place: Place;
  constructor(kind: string, place: Place) {
    super(`${kind} at ${place.file}:${place.line}`);
    this.kind = kind;
    this.place = place;
  }
}

/** A condition that is waited for is false: the step cannot be taken. */
export class Blocked extends Error {}

export function number(value: Value): number {
  if (typeof value !== 'number') throw new Error(`a number was expected, not ${typeof value}`);
  return value;
}

export function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new Error(`a flag was expected, not ${typeof value}`);
  return value;
}

/** Arrays are the only values that change in place. */
export function copy(value: Value): Value {
  return Array.isArray(value) ? value.map(copy) : value;
}

export function equal(left: Value, right: Value): boolean {
  if (left instanceof Table && right instanceof Table) return left.declaration === right.declaration;
  if (left instanceof Parts && right instanceof Parts)
    return [...left.fields].every(([name, part]) => equal(part, right.fields.get(name)));
  return left === right;
}

/** Integers must lie in the range of their type, and null only where the type says so; records part by part. */
export function fit(value: Value, type: Type, place: Place): Value {
  if (value === null && (type.kind === 'ref' || type.kind === 'table') && !type.nullable)
    throw new Broken('null', place);
  if (type.kind === 'int' && typeof value === 'number' && (value < type.min || value > type.max))
    throw new Broken('range', place);
  if (type.kind === 'record' && value instanceof Parts)
    for (const part of type.fields) fit(value.fields.get(part.name), part.type, place);
  if (type.kind === 'array' && Array.isArray(value)) for (const item of value) fit(item, type.element, place);
  return value;
}

/** What a variable of a type holds before anybody sets it. */
export function zero(type: Type): Value {
  switch (type.kind) {
    case 'int':
      return 0;
    case 'bool':
      return false;
    case 'record':
      return new Parts(new Map(type.fields.map((part) => [part.name, zero(part.type)])));
    default:
      return null;
  }
}

/** As `Program.view` prints it, given what it calls the objects. */
export function print(value: Value, name: (object: SharedObject) => string): string {
  if (value instanceof SharedObject) return name(value);
  if (value instanceof Table) return value.declaration.name;
  if (value instanceof Parts)
    return `{${[...value.fields].map(([part, v]) => `${part}: ${print(v, name)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map((item) => print(item, name)).join(', ')}]`;
  return String(value);
}
