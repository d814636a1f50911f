// SPDX-License-Identifier: MIT
// What world() computes with: objects by reference, records and arrays by value, flags as 0 and 1, null. `undefined` is
// what a call without a result gives.

import type { DeclarationId, Type } from '../../lang/tree.ts';

export type WorldValue = number | null | WorldObject | WorldRecord | WorldArray | WorldTable | undefined;
export interface WorldObject {
  readonly kind: 'object';
  readonly class: DeclarationId;
  /** From 0, per class, in order of creation. */
  readonly index: number;
  readonly fields: Map<string, WorldValue>;
}
export interface WorldRecord {
  readonly kind: 'record';
  readonly fields: Map<string, WorldValue>;
}
export interface WorldArray {
  readonly kind: 'array';
  readonly items: WorldValue[];
}
export interface WorldTable {
  readonly kind: 'table';
  readonly id: DeclarationId;
}

/** Records are values, and so is what is in them. An array stays with the field or local that it was made for. */
export function copy(value: WorldValue): WorldValue {
  if (value === null || typeof value !== 'object') return value;
  if (value.kind === 'record')
    return { kind: 'record', fields: new Map([...value.fields].map(([name, part]) => [name, copy(part)])) };
  return value;
}

export function identical(left: WorldValue, right: WorldValue): boolean {
  if (left !== null && right !== null && typeof left === 'object' && typeof right === 'object') {
    if (left.kind === 'record' && right.kind === 'record') {
      for (const [name, value] of left.fields) if (!identical(value, right.fields.get(name))) return false;
      return true;
    }
    if (left.kind === 'table' && right.kind === 'table') return left.id === right.id;
  }
  return left === right;
}

/** What is wrong with a value that goes to `what`, of this type, in the words that a violation has; null: it fits. */
export function misfit(value: WorldValue, type: Type, what: string): string | null {
  if (typeof value === 'number') {
    if (type.kind !== 'int' || (type.min <= value && value <= type.max)) return null;
    return `${what} does not fit ${type.name} (${type.min} … ${type.max}): ${value}`;
  }
  if (value === null) {
    const refers = type.kind === 'ref' || type.kind === 'table';
    return refers && !type.nullable ? `${what} is null` : null;
  }
  if (value === undefined) return null;
  if (value.kind === 'record' && type.kind === 'record') {
    return first(type.fields.map((field) => misfit(value.fields.get(field.name), field.type, `${what}.${field.name}`)));
  }
  if (value.kind === 'array' && type.kind === 'array') {
    return first(value.items.map((item) => misfit(item, type.element, `an element of ${what}`)));
  }
  return null;
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
