// SPDX-License-Identifier: MIT
// Runs world() at compile time, once per combination of its choices, and gives the objects it built. The only place
// where model code is interpreted; costs no step, so nothing of the step rule appears here.

import { type Diagnostic, ModelError, type Place } from '../../lang/diagnostic.ts';
import {
  type BinaryOperator,
  type ClassDeclaration,
  type ClassField,
  type DeclarationId,
  type Expression,
  type FunctionDeclaration,
  memberOf,
  type Statement,
  type Target,
  type Type,
} from '../../lang/tree.ts';
import { binary, constant, isShift, type Pure, unary } from '../code/code.ts';
import { whole } from '../code/values.ts';
import type { Linked } from '../link/link.ts';
import { there } from '../there.ts';
import { copy, identical, misfit, type WorldObject, type WorldValue } from './world-values.ts';

/** What one run of world() built. Flags are 0 and 1. */
export interface Built {
  readonly objects: ReadonlyMap<DeclarationId, readonly WorldObject[]>;
  readonly pools: ReadonlyMap<DeclarationId, number>;
  readonly root: WorldValue;
}

/** A target whose object and index are known. */
interface Spot {
  readonly read: () => WorldValue;
  readonly write: (value: WorldValue) => void;
}

type Signal =
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return'; readonly value: WorldValue }
  | null;

const ROUNDS = 100_000;
/** Elements of fields of objects, in one state: more of them, and JavaScript's memory is full before anything was searched. */
const PLACES = 1_000_000;
/** In all initial states together. */
const ALL_PLACES = 5_000_000;

/** Every result of world(), in the order of its choices. */
export function buildWorlds(
  world: FunctionDeclaration,
  linked: Linked,
  source: (place: Place) => string,
): readonly Built[] {
  const results: Built[] = [];
  const choices: { value: number; n: number }[] = [];
  let places = 0;
  for (;;) {
    const builder = new Builder(linked, choices, source);
    results.push(builder.run(world));
    places += builder.places;
    if (results.length > 65_536 || places > ALL_PLACES) {
      const { place } = world;
      const large = places > ALL_PLACES ? `, of ${builder.places} places each` : '';
      throw new ModelError([
        {
          place,
          kind: 'model',
          what: `world() has more than ${number(results.length - 1)} initial states${large}`,
          why: 'every combination of its choices is one',
          instead: 'fewer choices in world(), or choose() in a thread',
          source: source(place),
        },
      ]);
    }
    let last = choices.pop();
    while (last !== undefined && last.value + 1 >= last.n) last = choices.pop();
    if (last === undefined) return results;
    choices.push({ value: last.value + 1, n: last.n });
  }
}

/** What a field of an object that `alloc` makes begins with: the value that `new` gives it in world(). */
export function initialValue(item: Expression, linked: Linked, source: (place: Place) => string): WorldValue {
  const choices: { value: number; n: number }[] = [];
  const value = new Builder(linked, choices, source).value(item, new Map());
  if (choices.length > 0) throw new Error('checker bug: an initial value that is chosen');
  return value;
}

class Builder {
  private readonly objects = new Map<DeclarationId, WorldObject[]>();
  private readonly pools = new Map<DeclarationId, number>();
  private chosen = 0;
  private rounds = 0;
  /** So many elements do the objects have that were made, those of pools included. */
  places = 0;
  private depth = 0;
  private readonly linked: Linked;
  private readonly choices: { value: number; n: number }[];
  private readonly source: (place: Place) => string;

  constructor(linked: Linked, choices: { value: number; n: number }[], source: (place: Place) => string) {
    this.linked = linked;
    this.choices = choices;
    this.source = source;
  }

  run(world: FunctionDeclaration): Built {
    const root = this.call(world, [], world.place);
    return { objects: this.objects, pools: this.pools, root };
  }

  private refuse(place: Place, what: string, why: string, instead: string): never {
    const diagnostic: Diagnostic = { place, kind: 'model', what, why, instead, source: this.source(place) };
    throw new ModelError([diagnostic]);
  }

  /** As in all other code: what does not fit where it goes is wrong, not cut. */
  private fit(value: WorldValue, type: Type, what: string, place: Place): WorldValue {
    const problem = misfit(value, type, what);
    if (problem !== null) this.refuse(place, problem, 'world() keeps to the types, like all code', 'a value that fits');
    return copy(value);
  }

  private calculate(operator: BinaryOperator, left: number, right: number, place: Place): number {
    const why = 'nothing that follows would mean anything';
    if (right === 0 && (operator === '/' || operator === '%'))
      this.refuse(place, 'division by zero', why, 'another divisor');
    if ((operator === '<<' || operator === '>>' || operator === '>>>') && !isShift(right))
      this.refuse(place, 'a shift outside 0 … 31', why, 'as many bits as there are');
    return this.inI32(binary(operator, constant(left), constant(right)), place);
  }

  private inI32(result: Pure, place: Place): number {
    if (result.kind !== 'const') throw new Error('checker bug: arithmetic on constants is no constant');
    if (result.value < whole.min || result.value > whole.max)
      this.refuse(place, 'the result does not fit i32', 'nothing that follows would mean anything', 'smaller numbers');
    return result.value;
  }

  private call(item: FunctionDeclaration, args: readonly WorldValue[], place: Place): WorldValue {
    if (++this.depth > 200)
      this.refuse(item.place, 'calls nest too deep', 'world() runs functions that call themselves', 'a loop');
    const locals = new Map<number, WorldValue>();
    item.parameters.forEach((parameter, index) => {
      locals.set(parameter.id, this.fit(args[index], parameter.type, parameter.name, place));
    });
    const signal = this.statements(item.body, locals);
    this.depth--;
    if (signal === null || signal.kind !== 'return') return undefined;
    return this.fit(signal.value, item.result, `the result of ${item.name}`, place);
  }

  private statements(items: readonly Statement[], locals: Map<number, WorldValue>): Signal {
    for (const item of items) {
      const signal = this.statement(item, locals);
      if (signal !== null) return signal;
    }
    return null;
  }

  private statement(item: Statement, locals: Map<number, WorldValue>): Signal {
    switch (item.kind) {
      case 'let':
        locals.set(
          item.local.id,
          item.value === null
            ? 0
            : this.fit(this.value(item.value, locals), item.local.type, item.local.name, item.place),
        );
        return null;
      case 'assign': {
        const spot = this.spot(item.target, locals);
        spot.write(this.value(item.value, locals));
        return null;
      }
      case 'update': {
        const { place } = item.target;
        const spot = this.spot(item.target, locals);
        const before = this.asNumber(spot.read(), place);
        const by = this.number(item.value, locals);
        spot.write(this.calculate(item.operator, before, by, item.place));
        return null;
      }
      case 'expression':
        this.value(item.value, locals);
        return null;
      case 'if':
        return this.number(item.test, locals) !== 0
          ? this.statements(item.then, locals)
          : this.statements(item.else, locals);
      case 'loop':
        return this.loop(item, locals);
      case 'switch': {
        const subject = this.number(item.subject, locals);
        const chosen =
          item.cases.find((one) => one.values.some((v) => v !== null && this.number(v, locals) === subject)) ??
          item.cases.find((one) => one.values.includes(null));
        const signal = chosen === undefined ? null : this.statements(chosen.body, locals);
        if (signal !== null && signal.kind === 'break' && (signal.label === null || signal.label === item.label))
          return null;
        return signal;
      }
      case 'break':
      case 'continue':
        return { kind: item.kind, label: item.label };
      case 'return':
        return { kind: 'return', value: item.value === null ? undefined : copy(this.value(item.value, locals)) };
      case 'block': {
        const signal = this.statements(item.body, locals);
        return signal !== null && signal.kind === 'break' && signal.label !== null && signal.label === item.label
          ? null
          : signal;
      }
    }
  }

  private loop(item: Extract<Statement, { kind: 'loop' }>, locals: Map<number, WorldValue>): Signal {
    let first = !item.testFirst;
    for (;;) {
      if (!first && item.test !== null && this.number(item.test, locals) === 0) return null;
      first = false;
      if (++this.rounds > ROUNDS)
        this.refuse(
          item.place,
          'a loop in world() does not end',
          'world() builds a small memory',
          'a loop with a bound',
        );
      const signal = this.statements(item.body, locals);
      if (signal !== null) {
        const mine = signal.kind !== 'return' && (signal.label === null || signal.label === item.label);
        if (!mine) return signal;
        if (signal.kind === 'break') return null;
      }
      const updated = this.statements(item.update, locals);
      if (updated !== null) return updated;
    }
  }

  /** Where an assignment goes: found once, before its right side is looked at. */
  private spot(target: Target, locals: Map<number, WorldValue>): Spot {
    const fitted = (value: WorldValue): WorldValue => this.fit(value, target.type, nameOf(target), target.place);
    switch (target.kind) {
      case 'local': {
        const { id } = target.local;
        return {
          read: () => locals.get(id),
          write: (value) => locals.set(id, fitted(value)),
        };
      }
      case 'field': {
        const object = this.value(target.object, locals);
        const fields = (): Map<string, WorldValue> => {
          if (object !== null && typeof object === 'object' && object.kind === 'object') return object.fields;
          const what = `no object to set ${target.name} of`;
          return this.refuse(target.place, what, 'the reference is null', 'an object built before');
        };
        return {
          read: () => fields().get(target.name),
          write: (value) => fields().set(target.name, fitted(value)),
        };
      }
      case 'index': {
        const { items, index } = this.element(target, locals);
        return {
          read: () => items[index],
          write: (value) => {
            items[index] = fitted(value);
          },
        };
      }
    }
  }

  private element(
    item: Extract<Expression, { kind: 'index' }>,
    locals: Map<number, WorldValue>,
  ): { readonly items: WorldValue[]; readonly index: number } {
    const array = this.value(item.array, locals);
    const index = this.number(item.index, locals);
    if (array === null || typeof array !== 'object' || array.kind !== 'array')
      throw new Error('checker bug: an element of what is no array in world()');
    const { items } = array;
    if (index < 0 || index >= items.length)
      this.refuse(item.place, `index ${index} is outside the array`, 'arrays are fixed', 'a longer array');
    return { items, index };
  }

  private number(item: Expression, locals: Map<number, WorldValue>): number {
    return this.asNumber(this.value(item, locals), item.place);
  }

  private asNumber(value: WorldValue, place: Place): number {
    if (typeof value !== 'number')
      this.refuse(place, 'a number was expected here', 'this value is no number', 'a number or a flag');
    return value;
  }

  value(item: Expression, locals: Map<number, WorldValue>): WorldValue {
    switch (item.kind) {
      case 'number':
        return item.value;
      case 'bool':
        return item.value ? 1 : 0;
      case 'null':
        return null;
      case 'text':
      case 'note':
        return undefined;
      case 'assert':
        if (this.number(item.condition, locals) === 0) {
          this.refuse(
            item.place,
            `world() breaks its own assertion: ${item.why}`,
            'nothing that follows would mean anything',
            'a world in which it holds',
          );
        }
        return undefined;
      case 'local':
        if (!locals.has(item.local.id)) throw new Error(`checker bug: no local ${item.local.name} in world()`);
        return locals.get(item.local.id);
      case 'constant': {
        const declared = this.linked.declaration(item.id);
        if (declared.kind !== 'constant') throw new Error(`checker bug: ${item.id} is no constant`);
        return this.value(declared.value, new Map());
      }
      case 'table':
        return { kind: 'table', id: this.linked.resolve(item.id) };
      case 'field': {
        const object = this.value(item.object, locals);
        if (object === null || typeof object !== 'object' || (object.kind !== 'object' && object.kind !== 'record')) {
          this.refuse(
            item.place,
            `no object to read ${item.name} of`,
            'the reference is null',
            'an object built before',
          );
        }
        return object.fields.get(item.name);
      }
      case 'index': {
        const { items, index } = this.element(item, locals);
        return items[index];
      }
      case 'cast':
        return this.fit(this.value(item.operand, locals), item.type, 'the value', item.place);
      case 'unary':
        return this.inI32(unary(item.operator, constant(this.number(item.operand, locals))), item.place);
      case 'binary': {
        const left = this.value(item.left, locals);
        const right = this.value(item.right, locals);
        if (item.operator === '===' || item.operator === '!==')
          return identical(left, right) === (item.operator === '===') ? 1 : 0;
        if (typeof left !== 'number' || typeof right !== 'number')
          throw new Error(`checker bug: ${item.operator} on what are no numbers`);
        return this.calculate(item.operator, left, right, item.place);
      }
      case 'logical': {
        const left = this.value(item.left, locals);
        if (item.operator === '??') return left === null ? this.value(item.right, locals) : left;
        const truthy = left !== 0;
        return truthy === (item.operator === '&&') ? this.value(item.right, locals) : left;
      }
      case 'conditional':
        return this.number(item.test, locals) !== 0 ? this.value(item.then, locals) : this.value(item.else, locals);
      case 'call':
        return this.call(
          this.linked.function(item.callee),
          item.args.map((arg) => this.value(arg, locals)),
          item.place,
        );
      case 'callTable': {
        const member = this.member(this.value(item.table, locals), item.member);
        if (member === null)
          this.refuse(
            item.place,
            `the table has no ${item.member}`,
            'a null function cannot be called',
            'a test for null',
          );
        return this.call(
          this.linked.function(member),
          item.args.map((arg) => this.value(arg, locals)),
          item.place,
        );
      }
      case 'hasMember':
        return this.member(this.value(item.table, locals), item.member) === null ? 0 : 1;
      case 'record': {
        const fields = new Map<string, WorldValue>();
        const spread = item.spread === null ? null : this.value(item.spread, locals);
        if (spread !== null && typeof spread === 'object' && spread.kind === 'record')
          for (const [name, value] of spread.fields) fields.set(name, value);
        for (const field of item.fields) fields.set(field.name, copy(this.value(field.value, locals)));
        const what = item.type.kind === 'record' ? item.type.name : 'world';
        return this.fit({ kind: 'record', fields }, item.type, what, item.place);
      }
      case 'new':
        return this.create(
          item.class,
          item.args.map((arg) => this.value(arg, locals)),
          item.place,
        );
      case 'array': {
        const items: WorldValue[] = [];
        for (let i = 0; i < item.length; i++) items.push(copy(this.value(item.fill, locals)));
        return { kind: 'array', items };
      }
      case 'atomically': {
        const signal = this.statements(item.body, locals);
        return signal !== null && signal.kind === 'return' ? signal.value : undefined;
      }
      case 'waitUntil': {
        const signal = this.statements(item.body, locals);
        if (signal?.kind === 'return' && signal.value === 0)
          this.refuse(
            item.place,
            'world() waits for ever',
            'nobody else runs yet',
            'a world in which it need not wait',
          );
        return undefined;
      }
      case 'choose': {
        const n = this.number(item.n, locals);
        if (n < 1)
          this.refuse(item.place, `choose(${n}) in world()`, 'there is nothing to choose from', 'one at least');
        return this.choose(n);
      }
      case 'pool': {
        const n = this.number(item.n, locals);
        if (n < 0) this.refuse(item.place, `a pool of ${n}`, 'it holds so many objects', '0 or more');
        this.count(n, this.linked.class(item.class), item.place);
        this.pools.set(this.linked.resolve(item.class), n);
        return undefined;
      }
      case 'self':
        return 0;
      case 'fence':
        return undefined;
      case 'same':
        return identical(this.value(item.left, locals), this.value(item.right, locals)) ? 1 : 0;
      case 'alloc':
      case 'free':
        this.refuse(
          item.place,
          `${item.kind} in world()`,
          'nothing runs yet',
          item.kind === 'alloc' ? 'new C()' : 'leave it out',
        );
    }
  }

  /** Null where the table, or the function in it, is null. */
  private member(table: WorldValue, name: string): DeclarationId | null {
    if (table === null || typeof table !== 'object' || table.kind !== 'table') return null;
    const declared = this.linked.declaration(table.id);
    if (declared.kind !== 'table') throw new Error(`checker bug: ${table.id} is no table`);
    return memberOf(declared, name);
  }

  private choose(n: number): number {
    const known = this.choices[this.chosen++];
    if (known !== undefined) return known.value;
    this.choices.push({ value: 0, n });
    return 0;
  }

  /** Before they are made. */
  private count(objects: number, { name, fields }: ClassDeclaration, place: Place): void {
    for (const { type } of fields) this.places += objects * (type.kind === 'array' ? type.length : 1);
    if (this.places <= PLACES) return;
    const what = `memory of more than ${number(PLACES)} places, with ${objects === 1 ? 'this' : number(objects)} ${name}`;
    this.refuse(place, what, 'every state holds all of them', 'shorter arrays, or fewer objects');
  }

  private create(id: DeclarationId, args: readonly WorldValue[], place: Place): WorldObject {
    const declared = this.linked.class(id);
    this.count(1, declared, place);
    const all = this.objects.get(declared.id) ?? [];
    this.objects.set(declared.id, all);
    const object: WorldObject = { kind: 'object', class: declared.id, index: all.length, fields: new Map() };
    all.push(object);
    const set = (field: ClassField, value: WorldValue): void => {
      object.fields.set(field.name, this.fit(value, field.type, field.name, place));
    };
    for (const field of declared.fields) if (field.initial !== null) set(field, this.value(field.initial, new Map()));
    declared.constructor_.forEach((name, index) => {
      const field = declared.fields.find((one) => one.name === name);
      if (field === undefined) throw new Error(`checker bug: ${declared.name} has no field ${name}`);
      if (index < args.length) {
        set(field, args[index]);
        return;
      }
      const fallback = there(declared.defaults, index, 'default');
      if (fallback === null) throw new Error(`checker bug: ${declared.name}.${name} is given no value`);
      set(field, this.value(fallback, new Map()));
    });
    return object;
  }
}

const number = (n: number): string => n.toLocaleString('en-US');

function nameOf(target: Target): string {
  if (target.kind === 'local') return target.local.name;
  return target.kind === 'field' ? target.name : 'the element';
}
