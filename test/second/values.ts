// SPDX-License-Identifier: MIT
// What an expression of a model can be while it is interpreted, and how a value is written down so that equal texts are
// equal values. Shared memory is not here: a Ref names an object, its contents are part of a state (states.ts).

import type { FunctionCode } from './code.ts';
import type { ClassShape } from './types.ts';

/** A shared object: its number in memory. */
export class Ref {
  readonly index: number;
  readonly shape: ClassShape;
  constructor(index: number, shape: ClassShape) {
    this.index = index;
    this.shape = shape;
  }
}

/** A stack structure, or one embedded in it: memory of one call. */
export class Struct {
  readonly shape: ClassShape;
  readonly fields: Value[];
  constructor(shape: ClassShape, fields: Value[]) {
    this.shape = shape;
    this.fields = fields;
  }
}

/** A record is a value: never changed, compared part by part. */
export class Rec {
  readonly parts: ReadonlyMap<string, Value>;
  constructor(parts: ReadonlyMap<string, Value>) {
    this.parts = parts;
  }
}

/** The elements of an array, where it lives: in a slot of memory, in a local. */
export class Items {
  readonly values: Value[];
  constructor(values: Value[]) {
    this.values = values;
  }
}

/** An array of a shared object, before an element of it is touched. */
export class Cells {
  readonly owner: Ref | null;
  readonly slot: number;
  constructor(owner: Ref | null, slot: number) {
    this.owner = owner;
    this.slot = slot;
  }
}

/** A table of functions; null: left out. */
export class Table {
  readonly name: string;
  /** File and name of its type. */
  readonly type: string;
  readonly members: ReadonlyMap<string, FunctionCode | null>;
  constructor(name: string, type: string, members: ReadonlyMap<string, FunctionCode | null>) {
    this.name = name;
    this.type = type;
    this.members = members;
  }
}

export type Value = number | boolean | null | undefined | Ref | Struct | Rec | Items | Cells | Table;

export function fault(what: string): never {
  throw new Error(`second interpreter: ${what}`);
}

export function present<T>(value: T | undefined, what: string): T {
  return value === undefined ? fault(`no ${what}`) : value;
}

export function numberOf(value: Value): number {
  return typeof value === 'number' ? value : fault(`${print(value)} is no number`);
}

export function truthOf(value: Value): boolean {
  return typeof value === 'boolean' ? value : fault(`${print(value)} is no bool`);
}

export function equal(a: Value, b: Value): boolean {
  if (a instanceof Ref && b instanceof Ref) return a.index === b.index;
  if (a instanceof Rec && b instanceof Rec) {
    for (const [name, part] of a.parts) if (!equal(part, b.parts.get(name))) return false;
    return true;
  }
  if (a instanceof Table && b instanceof Table) return a.name === b.name;
  return a === b;
}

/** What is put into another place: arrays and structures are memory, all else is a value already. */
export function copyOf(value: Value): Value {
  return value instanceof Items ? new Items(value.values.map(copyOf)) : value;
}

/** `seen`: structures and local arrays may be reached by several names; each is written out once. */
export function print(value: Value, seen: (Struct | Items)[] = []): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value === null) return 'n';
  if (value === undefined) return '_';
  if (value instanceof Ref) return `@${value.index}`;
  if (value instanceof Table) return `#${value.name}`;
  if (value instanceof Cells) return `@${value.owner?.index ?? 'n'}.${value.slot}`;
  if (value instanceof Rec) return `{${[...value.parts.values()].map((part) => print(part)).join()}}`;
  const known = seen.indexOf(value);
  if (known >= 0) return `*${known}`;
  seen.push(value);
  const parts = value instanceof Struct ? value.fields : value.values;
  return `[${parts.map((part) => print(part, seen)).join()}]`;
}
