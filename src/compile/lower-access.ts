// SPDX-License-Identifier: MIT
// Lowers reading and writing memory. Hard case: `a.b.c = d.e` with both sides shared: the right side is read first
// (one touch), then the object a.b (one touch), then the write (one touch). Constants, ghosts and frames cost none.

import type { Place } from '../lang/diagnostic.ts';
import type { Expression, Target, Type } from '../lang/tree.ts';
import type { Builder } from './builder.ts';
import { binary, constant, lookup, type Operator, type Pure, zero } from './code.ts';
import type { Cells, ClassMemory, Component, FieldMemory } from './memory.ts';
import { choose, intervalOf, nothing, pick, scalar, type Value, whole } from './values.ts';

export type Lower = (builder: Builder, item: Expression) => Value;

/** A number, a flag, a reference or a table. Anything else here is a mistake of the parser, or an escaping structure. */
export function pureOf(builder: Builder, value: Value, place: Place): Pure {
  if (value.kind === 'scalar') return value.pure;
  if (value.kind === 'stack') {
    builder.refuse(
      place,
      `the stack structure ${value.name} escapes`,
      'its memory belongs to one call; a reference kept elsewhere could be read by another thread or after the call',
      'pass it as an argument, or make the object in world()',
    );
  }
  return zero;
}

function classOf(builder: Builder, type: Type): ClassMemory | null {
  if (type.kind !== 'ref') return null;
  return builder.unit.built.memory.classes.get(builder.unit.linked.resolve(type.class)) ?? null;
}

/** Element number of (object, index): references count from 1. */
export function elementOf(object: Pure, length: number, index: Pure): Pure {
  const base = binary('-', object, constant(1));
  return length === 1 ? base : binary('+', binary('*', base, constant(length)), index);
}

function isFree(builder: Builder, field: { readonly ghost: boolean; readonly unwritten: boolean }): boolean {
  return builder.atomic > 0 || field.ghost || field.unwritten;
}

function loadComponent(builder: Builder, component: Component, element: Pure, place: Place, free: boolean): Value {
  if (component.kind === 'record') {
    const fields = new Map<string, Value>();
    for (const [name, part] of component.fields) fields.set(name, loadComponent(builder, part, element, place, free));
    return { kind: 'record', name: component.type.kind === 'record' ? component.type.name : '', fields };
  }
  return scalar(loadCells(builder, component.cells, element, place, free));
}

export function loadCells(builder: Builder, cells: Cells, element: Pure, place: Place, free: boolean): Pure {
  if (cells.constant !== null) return lookup(cells, element);
  const to = builder.register(cells.field, cells.type, { mutable: false });
  builder.emit({ op: 'load', to, cells, element, free, shown: builder.quiet > 0, place });
  return { kind: 'register', register: to };
}

function storeComponent(
  builder: Builder,
  component: Component,
  element: Pure,
  value: Value,
  access: { place: Place; free: boolean },
): void {
  if (component.kind === 'record') {
    if (value.kind !== 'record') return;
    for (const [name, part] of component.fields) {
      const given = value.fields.get(name);
      if (given !== undefined) storeComponent(builder, part, element, given, access);
    }
    return;
  }
  if (component.cells.constant !== null) return;
  builder.emit({
    op: 'store',
    cells: component.cells,
    element,
    value: pureOf(builder, value, access.place),
    free: access.free,
    place: access.place,
  });
}

/** Use after free, for classes that are ever freed. */
function checkLive(builder: Builder, memory: ClassMemory, object: Pure, place: Place): void {
  if (memory.pool === null) return;
  const live = loadCells(builder, memory.pool.live, elementOf(object, 1, zero), place, true);
  builder.check(live, 'freed', `a freed ${memory.name} is used`, place);
}

/** Root of world(): read from the state where initial states differ, else a constant. */
export function lowerRoot(builder: Builder, component: Component, place: Place): Value {
  return loadComponent(builder, component, zero, place, true);
}

export function lowerField(builder: Builder, item: Extract<Expression, { kind: 'field' }>, lower: Lower): Value {
  const object = lower(builder, item.object);
  return readField(builder, object, item);
}

function readField(builder: Builder, object: Value, item: Extract<Expression, { kind: 'field' }>): Value {
  switch (object.kind) {
    case 'world': {
      const component = builder.unit.built.roots.get(item.name);
      return component === undefined ? nothing : lowerRoot(builder, component, item.place);
    }
    case 'record':
    case 'stack':
      return object.fields.get(item.name) ?? nothing;
    case 'scalar': {
      const memory = classOf(builder, item.object.type);
      const field = memory?.fields.get(item.name);
      if (memory === null || field === undefined) return nothing;
      return readShared(builder, { memory, field, object: object.pure, item });
    }
    default:
      return nothing;
  }
}

interface SharedAccess {
  readonly memory: ClassMemory;
  readonly field: FieldMemory;
  readonly object: Pure;
  readonly item: Extract<Expression, { kind: 'field' }>;
}

function verify(builder: Builder, access: SharedAccess): void {
  const { memory, object, item } = access;
  builder.present(object, item.object.type, `${item.name} of null`, item.place);
  checkLive(builder, memory, object, item.place);
}

function readShared(builder: Builder, access: SharedAccess): Value {
  const { field, object, item } = access;
  if (field.isArray)
    return { kind: 'shared', field, object, checked: (of) => verify(builder, { ...access, object: of }) };
  const free = isFree(builder, field);
  if (!free) builder.touch(item.place);
  verify(builder, access);
  return loadComponent(builder, field.component, elementOf(object, 1, zero), item.place, free);
}

function checkIndex(builder: Builder, index: Pure, length: number, place: Place): void {
  const interval = intervalOf(index);
  if (interval.min >= 0 && interval.max < length) return;
  let condition: Pure = binary('<', index, constant(length));
  if (interval.min < 0) condition = binary('&&', binary('>=', index, zero), condition);
  builder.check(condition, 'index', `index outside 0 … ${length - 1}`, place, index);
}

export function lowerIndex(builder: Builder, item: Extract<Expression, { kind: 'index' }>, lower: Lower): Value {
  const holder = builder.steady(lower(builder, item.array), 'array');
  const index = pureOf(builder, lower(builder, item.index), item.place);
  if (holder.kind === 'elements') {
    checkIndex(builder, index, holder.items.length, item.place);
    return pick(holder.items, index);
  }
  if (holder.kind !== 'shared') return nothing;
  const free = isFree(builder, holder.field);
  if (!free) builder.touch(item.place);
  holder.checked(holder.object);
  checkIndex(builder, index, holder.field.length, item.place);
  return loadComponent(
    builder,
    holder.field.component,
    elementOf(holder.object, holder.field.length, index),
    item.place,
    free,
  );
}

/** A target whose object and index have been evaluated. */
interface Spot {
  /** Reads what is there (a touch where it is shared). */
  read(): Value;
  write(value: Value): void;
}

export function lowerTarget(builder: Builder, target: Target, lower: Lower): Spot {
  const { place } = target;
  const fitted = (value: Value): Value => builder.fit(value, target.type, describe(target), place);
  if (target.kind === 'local') {
    const variable = builder.locals.get(target.local.id) ?? nothing;
    return {
      read: () => variable,
      write: (value) => builder.set(variable, escapeCheck(builder, fitted(value), place)),
    };
  }
  if (target.kind === 'field') {
    const object = builder.steady(lower(builder, target.object), 'object');
    if (object.kind === 'stack') {
      const variable = object.fields.get(target.name) ?? nothing;
      return {
        read: () => variable,
        write: (value) => builder.set(variable, escapeCheck(builder, fitted(value), place)),
      };
    }
    if (object.kind !== 'scalar') return { read: () => nothing, write: () => undefined };
    return sharedSpot(builder, target, object.pure, fitted);
  }
  const holder = builder.steady(lower(builder, target.array), 'array');
  const index = pureOf(builder, builder.steady(lower(builder, target.index), 'index'), place);
  if (holder.kind === 'elements') {
    return {
      read: () => {
        checkIndex(builder, index, holder.items.length, place);
        return pick(holder.items, index);
      },
      write: (value) => {
        checkIndex(builder, index, holder.items.length, place);
        const kept = escapeCheck(builder, fitted(value), place);
        holder.items.forEach((element, i) => {
          if (index.kind === 'const') {
            if (index.value === i) builder.set(element, kept);
          } else builder.set(element, choose(binary('===', index, constant(i)), kept, element));
        });
      },
    };
  }
  if (holder.kind !== 'shared') return { read: () => nothing, write: () => undefined };
  const { field } = holder;
  const element = elementOf(holder.object, field.length, index);
  const prepare = (): boolean => {
    const free = isFree(builder, field);
    if (!free) builder.touch(place);
    holder.checked(holder.object);
    checkIndex(builder, index, field.length, place);
    return free;
  };
  return {
    read: () => {
      const free = prepare();
      return loadComponent(builder, field.component, element, place, free);
    },
    write: (value) => {
      const free = prepare();
      storeComponent(builder, field.component, element, fitted(value), { place, free });
    },
  };
}

function sharedSpot(
  builder: Builder,
  target: Extract<Target, { kind: 'field' }>,
  object: Pure,
  fitted: (value: Value) => Value,
): Spot {
  const memory = classOf(builder, target.object.type);
  const field = memory?.fields.get(target.name);
  if (memory === null || field === undefined) return { read: () => nothing, write: () => undefined };
  const access: SharedAccess = { memory, field, object, item: target };
  return {
    read: () => readShared(builder, access),
    write: (value) => {
      const free = isFree(builder, field);
      if (!free) builder.touch(target.place);
      verify(builder, access);
      storeComponent(builder, field.component, elementOf(object, 1, zero), fitted(value), {
        place: target.place,
        free,
      });
    },
  };
}

function escapeCheck(builder: Builder, value: Value, place: Place): Value {
  if (value.kind === 'stack') pureOf(builder, value, place);
  return value;
}

function describe(target: Target): string {
  if (target.kind === 'local') return target.local.name;
  return target.kind === 'field' ? target.name : `${describeArray(target.array)}[…]`;
}

function describeArray(item: Expression): string {
  return item.kind === 'field' ? item.name : item.kind === 'local' ? item.local.name : 'array';
}

/** `target op= value`. The value may be evaluated first: it cannot change what the target's object is. */
export function applyUpdate(builder: Builder, target: Target, operator: Operator, by: Pure, lower: Lower): void {
  const spot = lowerTarget(builder, target, lower);
  const before = spot.read();
  spot.write(
    scalar(
      calculate(builder, operator, { left: pureOf(builder, before, target.place), right: by, place: target.place }),
    ),
  );
}

/** Arithmetic with its checks: no division by zero, no result beyond i32. */
export function calculate(
  builder: Builder,
  operator: Operator,
  item: { readonly left: Pure; readonly right: Pure; readonly place: Place },
): Pure {
  const { left, right, place } = item;
  if (operator === '/' || operator === '%')
    builder.check(binary('!==', right, zero), 'range', 'division by zero', place);
  const made = binary(operator, left, right);
  const interval = intervalOf(made);
  if (interval.min < whole.min || interval.max > whole.max) {
    const fits = binary('&&', binary('>=', made, constant(whole.min)), binary('<=', made, constant(whole.max)));
    builder.check(fits, 'range', 'the result does not fit i32', place);
  }
  return made;
}
