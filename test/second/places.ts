// SPDX-License-Identifier: MIT
// Where a field or an element is, and how it is read and written: the touches of shared memory are here.

import type { Runner } from './runner.ts';
import { Broken } from './trouble.ts';
import { type FieldShape, fit, type Type } from './types.ts';
import { Cells, copyOf, fault, Items, numberOf, Rec, Ref, Struct, type Value } from './values.ts';

/** Numbers of the two stops of a place: one before it is read, one before it is written. */
export interface Sites {
  readonly read: number;
  readonly write: number;
  readonly line: number;
  /** What the target of an assignment is cast to: what is written has to fit these, too. */
  readonly casts: readonly Type[];
}

/** Fits the place, and all that it is cast to. */
export function fitAll(value: Value, type: Type, { line, casts }: Pick<Sites, 'line' | 'casts'>): Value {
  for (const one of casts) fit(value, one, line);
  return fit(value, type, line);
}

/** The shape that the declared type of the object gives, where the object itself is null. */
function fieldOf(object: Value, name: string, type: Type): FieldShape {
  const shape =
    object instanceof Ref || object instanceof Struct ? object.shape : type.kind === 'object' ? type.shape : null;
  return shape?.byName.get(name) ?? fault(`no field ${name}`);
}

export function readField(runner: Runner, object: Value, access: { name: string; type: Type; sites: Sites }): Value {
  const { name, type, sites } = access;
  if (object instanceof Rec) return object.parts.get(name);
  const field = fieldOf(object, name, type);
  if (object instanceof Struct) return object.fields[field.slot];
  if (!(object instanceof Ref) && object !== null) return fault(`.${name} of what has none`);
  if (field.type.kind === 'array') return new Cells(object, field.slot);
  return readShared(runner, object, field, sites);
}

function readShared(runner: Runner, object: Ref | null, field: FieldShape, { read, line }: Sites): Value {
  const get = (): Value => runner.memory.fieldsOf(object, line)[field.slot];
  if (field.embedded || field.constant) return get();
  if (!field.ghost) holding(runner, [object], () => runner.stop('touch', read));
  return runner.ask(() => {
    const value = get();
    if (object !== null) runner.noteTouch(object, field, false);
    return value;
  });
}

/** While something waits for the next stop, the thread holds what it needs after it. */
function holding(runner: Runner, values: readonly Value[], then: () => void): void {
  runner.held.push(...values);
  then();
  runner.held.length -= values.length;
}

export function writeField(
  runner: Runner,
  object: Value,
  access: { name: string; type: Type; sites: Sites; value: Value },
): void {
  const { name, type, sites, value } = access;
  const field = fieldOf(object, name, type);
  if (object instanceof Struct) {
    object.fields[field.slot] = copyOf(fitAll(value, field.type, sites));
    return;
  }
  if (!(object instanceof Ref) && object !== null) fault(`.${name} of what has none`);
  else {
    if (!field.ghost) holding(runner, [object, value], () => runner.stop('touch', sites.write));
    runner.change((memory) => {
      memory.fieldsOf(object, sites.line);
      const fitted = fitAll(value, field.type, sites);
      if (object === null) return;
      memory.write(object, field.slot, fitted, sites.line);
      runner.noteTouch(object, field, true);
    });
  }
}

interface Element {
  readonly array: Value;
  readonly index: Value;
  /** Of the array. */
  readonly type: Type;
  readonly sites: Sites;
}

function inside(items: Value, index: Value, line: number): { values: Value[]; at: number } {
  if (!(items instanceof Items)) return fault('an element of what is no array');
  const at = numberOf(index);
  if (at < 0 || at >= items.values.length) throw new Broken('index', line);
  return { values: items.values, at };
}

function arrayField({ owner, slot }: Cells, type: Type, shape: FieldShape | null): FieldShape {
  if (owner === null) return shape ?? fault(`an array of nothing, of ${type.kind}`);
  return owner.shape.fields[slot] ?? fault('no array');
}

export function readElement(runner: Runner, element: Element, shape: FieldShape | null): Value {
  const { array, index, type, sites } = element;
  if (!(array instanceof Cells)) {
    const { values, at } = inside(array, index, sites.line);
    return values[at];
  }
  const field = arrayField(array, type, shape);
  const get = (): Value => {
    const { values, at } = inside(runner.memory.fieldsOf(array.owner, sites.line)[array.slot], index, sites.line);
    return values[at];
  };
  if (field.constant) return get();
  if (!field.ghost) holding(runner, [array, index], () => runner.stop('touch', sites.read));
  return runner.ask(() => {
    const value = get();
    if (array.owner !== null) runner.noteTouch(array.owner, field, false, numberOf(index));
    return value;
  });
}

export function writeElement(runner: Runner, element: Element, value: Value, shape: FieldShape | null): void {
  const { array, index, type, sites } = element;
  const of = type.kind === 'array' ? type.of : fault('an element of what is no array');
  if (!(array instanceof Cells)) {
    const { values, at } = inside(array, index, sites.line);
    values[at] = fitAll(value, of, sites);
    return;
  }
  const field = arrayField(array, type, shape);
  if (!field.ghost) holding(runner, [array, index, value], () => runner.stop('touch', sites.write));
  runner.change((memory) => {
    const { at } = inside(memory.fieldsOf(array.owner, sites.line)[array.slot], index, sites.line);
    const fitted = fitAll(value, of, sites);
    if (array.owner === null) return;
    memory.writeItem(array.owner, { slot: array.slot, index: at }, fitted, sites.line);
    runner.noteTouch(array.owner, field, true, at);
  });
}
