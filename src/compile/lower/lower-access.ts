// SPDX-License-Identifier: MIT
// Lowers reading and writing memory. Hard case: `a.b.c = d.e` with both sides shared: the object a.b is read first (one
// touch) and kept, then the right side (one touch), then comes the write (one touch). Constants, ghosts and frames cost none.

import { isShift } from '../../lang/arithmetic.ts';
import type { Place } from '../../lang/diagnostic.ts';
import type { Expression, ReadOrder, Target, Type, WriteOrder } from '../../lang/tree.ts';
import { binary, type Cell, constant, lookup, type Operator, type Pure, unary, zero } from '../code/code.ts';
import type { Cells, ClassMemory, Component, FieldMemory } from '../code/memory.ts';
import { standsAlone } from '../code/plain-access.ts';
import { choose, intervalOf, nothing, partOf, pick, scalar, type Value, whole, zeroOf } from '../code/values.ts';
import type { Builder } from './builder.ts';
import { divided, inTurn, joined, refuseWideOrder, wordsOf } from './lower-words.ts';

export type Lower = (builder: Builder, item: Expression) => Value;

/** A class as the code that names it sees it. Without an object of it there is no memory: a reference to it is null. */
function classOf(builder: Builder, type: Type, place: Place): ClassMemory {
  if (type.kind !== 'ref') throw new Error(`checker bug: a field of a ${type.kind} at ${place.file}:${place.line}`);
  const found = builder.unit.built.memory.classes.get(builder.unit.linked.resolve(type.class));
  if (found === undefined) throw new Error(`checker bug: no memory for ${type.class}`);
  return found;
}

function fieldOf(memory: ClassMemory, name: string): FieldMemory {
  const field = memory.fields.get(name);
  if (field === undefined) throw new Error(`checker bug: ${memory.name} has no ${name}`);
  return field;
}

/** Element number of (object, index): references count from 1. */
export function elementOf(object: Pure, length: number, index: Pure): Pure {
  const base = binary('-', object, constant(1));
  return length === 1 ? base : binary('+', binary('*', base, constant(length)), index);
}

function isFree(builder: Builder, field: { readonly ghost: boolean; readonly unwritten: boolean }): boolean {
  return builder.atomic > 0 || field.ghost || field.unwritten;
}

interface Access {
  readonly place: Place;
  readonly free: boolean;
  readonly order?: ReadOrder | undefined;
}

function loadComponent(builder: Builder, component: Component, element: Pure, access: Access): Value {
  if (component.kind === 'record') {
    const fields = new Map<string, Value>();
    for (const [name, part] of component.fields) fields.set(name, loadComponent(builder, part, element, access));
    return joined(component, { kind: 'record', name: component.type.name, fields });
  }
  return scalar(loadCells(builder, component.cells, element, access));
}

export function loadCells(builder: Builder, cells: Cells, element: Pure, { place, free, order }: Access): Pure {
  if (cells.constant !== null) return lookup(cells, element);
  const to = builder.register(standsAlone(cells) ? cells.name : cells.field, cells.type, { mutable: false });
  const through = builder.quiet > 0 ? null : builder.through(cells);
  const via = through === null ? null : { ...through, order: order ?? builder.waiting };
  const shown = builder.quiet > 0;
  const plain = !free && order === undefined;
  builder.emit({ op: 'load', to, cells, element, free, shown, plain, via, place });
  if (order === 'acquire') builder.barrier(place);
  return { kind: 'register', register: to };
}

function storeComponent(
  builder: Builder,
  component: Component,
  element: Pure,
  value: Value,
  access: { readonly place: Place; readonly free: boolean; readonly order?: WriteOrder | undefined },
): void {
  if (component.kind === 'record') {
    const given = divided(component, value);
    for (const [name, part] of component.fields) storeComponent(builder, part, element, partOf(given, name), access);
    return;
  }
  // Cells are constants only where no code writes them.
  if (component.cells.constant !== null) {
    builder.lost(`a write to the constant ${component.cells.name}`, access.place);
    return;
  }
  const through = builder.through(component.cells);
  builder.emit({
    op: 'store',
    cells: component.cells,
    element,
    value: builder.pure(value, access.place),
    free: access.free,
    plain: !access.free && access.order === undefined,
    via: through === null ? null : { ...through, order: access.order ?? null, full: builder.full(access.place) },
    place: access.place,
  });
}

interface Reached {
  readonly field: FieldMemory;
  readonly element: Pure;
  readonly place: Place;
  /** What breaks where it cannot be reached. */
  readonly verify: () => void;
}

function readMemory(builder: Builder, { field, element, place, verify }: Reached, order?: ReadOrder): Value {
  const free = isFree(builder, field);
  const access = { place, free, order };
  const words = wordsOf(builder, field, free);
  if (order === 'acquire') refuseWideOrder(builder, field, order, place);
  if (words === null) {
    if (!free) builder.touch(place);
    verify();
    return loadComponent(builder, field.component, element, access);
  }
  const made = builder.variable(field.name, words.type, false);
  inTurn(builder, words, { marked: order !== undefined, place }, (name, word) => {
    builder.touch(place);
    verify();
    builder.set(partOf(made, name), loadComponent(builder, word, element, access), place);
  });
  return joined(words, made);
}

/** @param fitted what is written, once it is known that there is a place for it */
function writeMemory(
  builder: Builder,
  { field, element, place, verify }: Reached,
  fitted: () => Value,
  order?: WriteOrder,
): void {
  if (order === 'release' || order === 'unlock') {
    refuseWideOrder(builder, field, order, place);
    builder.barrier(place);
  }
  const free = isFree(builder, field);
  const access = { place, free, order };
  const words = wordsOf(builder, field, free);
  if (words === null) {
    if (!free) builder.touch(place);
    verify();
    storeComponent(builder, field.component, element, fitted(), access);
    return;
  }
  inTurn(builder, words, { marked: order !== undefined, place }, (name, word) => {
    builder.touch(place);
    verify();
    storeComponent(builder, word, element, partOf(divided(words, fitted()), name), access);
  });
}

/** Use after free, for classes that are ever freed. */
function checkLive(builder: Builder, memory: ClassMemory, object: Pure, place: Place): void {
  if (memory.pool === null) return;
  const live = loadCells(builder, memory.pool.live, elementOf(object, 1, zero), { place, free: true });
  builder.check(live, 'freed', `a freed ${memory.name} is used`, place);
}

/** Root of world(): read from the state where initial states differ, else a constant. */
export function lowerRoot(builder: Builder, component: Component, place: Place): Value {
  return loadComponent(builder, component, zero, { place, free: true });
}

export function lowerField(builder: Builder, item: Extract<Expression, { kind: 'field' }>, lower: Lower): Value {
  const object = lower(builder, item.object);
  return readField(builder, object, item);
}

function readField(builder: Builder, object: Value, item: Extract<Expression, { kind: 'field' }>): Value {
  switch (object.kind) {
    case 'world': {
      const component = builder.unit.built.roots.get(item.name);
      if (component === undefined) throw new Error(`checker bug: the world has no ${item.name}`);
      return lowerRoot(builder, component, item.place);
    }
    case 'record':
    case 'stack':
      return partOf(object, item.name);
    case 'scalar': {
      const memory = classOf(builder, item.object.type, item.place);
      return readShared(builder, { memory, field: fieldOf(memory, item.name), object: object.pure, item });
    }
    default:
      builder.lost(`a field of a ${object.kind}`, item.place);
      return zeroOf(item.type);
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
  return readMemory(builder, reached(builder, access), item.order);
}

function reached(builder: Builder, access: SharedAccess): Reached {
  const { field, object, item } = access;
  return {
    field,
    element: elementOf(object, 1, zero),
    place: item.place,
    verify: () => verify(builder, access),
  };
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
  const index = builder.pure(lower(builder, item.index), item.place);
  if (holder.kind === 'elements') {
    checkIndex(builder, index, holder.items.length, item.place);
    return holder.items.length === 0 ? zeroOf(item.type) : pick(holder, index);
  }
  if (holder.kind !== 'shared') {
    builder.lost(`an element of a ${holder.kind}`, item.place);
    return zeroOf(item.type);
  }
  return readMemory(builder, reachedAt(builder, holder, index, item.place), item.order);
}

function reachedAt(
  builder: Builder,
  { field, object, checked }: Extract<Value, { kind: 'shared' }>,
  index: Pure,
  place: Place,
): Reached {
  return {
    field,
    element: elementOf(object, field.length, index),
    place,
    verify: () => {
      checked(object);
      checkIndex(builder, index, field.length, place);
    },
  };
}

/** A target whose object and index have been evaluated. */
interface Spot {
  /** Reads what is there (a touch where it is shared). */
  read(): Value;
  write(value: Value, order?: WriteOrder): void;
}

export function lowerTarget(builder: Builder, target: Target, lower: Lower): Spot {
  const { place } = target;
  const fitted = (value: Value, to: Memory = nowhere): Value =>
    builder.fit(value, target.type, describe(target), place, cellIn(to));
  const variableSpot = (variable: Value): Spot => ({
    read: () => variable,
    write: (value) => builder.set(variable, fitted(value), place),
  });
  if (target.kind === 'local') return variableSpot(builder.local(target.local, place));
  if (target.kind === 'field') {
    const object = builder.steady(lower(builder, target.object), 'object');
    if (object.kind === 'stack') return variableSpot(partOf(object, target.name));
    return sharedSpot(builder, target, builder.pure(object, place), fitted);
  }
  const holder = builder.steady(lower(builder, target.array), 'array');
  const index = builder.pure(builder.steady(lower(builder, target.index), 'index'), place);
  if (holder.kind === 'elements') {
    return {
      read: () => {
        checkIndex(builder, index, holder.items.length, place);
        return holder.items.length === 0 ? zeroOf(target.type) : pick(holder, index);
      },
      write: (value) => {
        checkIndex(builder, index, holder.items.length, place);
        const given = fitted(value);
        holder.items.forEach((element, i) => {
          if (index.kind === 'const') {
            if (index.value === i) builder.set(element, given, place);
          } else if (given.kind !== element.kind) builder.set(element, given, place);
          else builder.set(element, choose(binary('===', index, constant(i)), given, element), place);
        });
      },
    };
  }
  if (holder.kind !== 'shared') {
    builder.lost(`an element of a ${holder.kind}`, place);
    return variableSpot(nothing);
  }
  return memorySpot(builder, reachedAt(builder, holder, index, place), fitted);
}

function memorySpot(builder: Builder, to: Reached, fitted: (value: Value, to: Memory) => Value): Spot {
  const { field, element } = to;
  return {
    read: () => readMemory(builder, to),
    write: (value, order) =>
      writeMemory(builder, to, () => fitted(value, { component: field.component, element }), order),
  };
}

function sharedSpot(
  builder: Builder,
  target: Extract<Target, { kind: 'field' }>,
  object: Pure,
  fitted: (value: Value, to: Memory) => Value,
): Spot {
  const memory = classOf(builder, target.object.type, target.place);
  const shared: SharedAccess = { memory, field: fieldOf(memory, target.name), object, item: target };
  return memorySpot(builder, reached(builder, shared), fitted);
}

interface Memory {
  readonly component: Component | null;
  readonly element: Pure;
}

const nowhere: Memory = { component: null, element: zero };

/** Null: in registers, or in more than one cell. */
function cellIn({ component, element }: Memory): Cell | null {
  return component?.kind === 'cells' ? { cells: component.cells, element } : null;
}

function describe(target: Target): string {
  if (target.kind === 'local') return target.local.name;
  return target.kind === 'field' ? target.name : `${describeArray(target.array)}[…]`;
}

function describeArray(item: Expression): string {
  return item.kind === 'field' ? item.name : item.kind === 'local' ? item.local.name : 'array';
}

/** Arithmetic with its checks: no division by zero, no shift by more bits than there are, no result beyond i32. */
export function calculate(
  builder: Builder,
  operator: Operator,
  item: { readonly left: Pure; readonly right: Pure; readonly place: Place },
): Pure {
  const { left, right, place } = item;
  if (operator === '/' || operator === '%')
    builder.check(binary('!==', right, zero), 'range', 'division by zero', place);
  if (operator === '<<' || operator === '>>' || operator === '>>>') {
    const count = intervalOf(right);
    const fits = binary('&&', binary('>=', right, zero), binary('<', right, constant(32)));
    if (!isShift(count.min) || !isShift(count.max)) builder.check(fits, 'range', 'a shift outside 0 … 31', place);
  }
  return inI32(builder, binary(operator, left, right), place);
}

/** `-x`, which is no i32 where x is the smallest. */
export function negate(builder: Builder, operand: Pure, place: Place): Pure {
  return inI32(builder, unary('-', operand), place);
}

function inI32(builder: Builder, made: Pure, place: Place): Pure {
  const interval = intervalOf(made);
  if (interval.min < whole.min || interval.max > whole.max) {
    const fits = binary('&&', binary('>=', made, constant(whole.min)), binary('<=', made, constant(whole.max)));
    builder.check(fits, 'range', 'the result does not fit i32', place);
  }
  return made;
}
