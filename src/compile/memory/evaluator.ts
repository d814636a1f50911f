// SPDX-License-Identifier: MIT
// Expressions of world(), as values. The only place where model code is interpreted; costs no step, so nothing of the step
// rule appears here.

import { isShift } from '../../lang/arithmetic.ts';
import type { Place } from '../../lang/diagnostic.ts';
import {
  type BinaryOperator,
  type ClassField,
  type DeclarationId,
  type Expression,
  type FunctionDeclaration,
  memberOf,
  type Statement,
} from '../../lang/tree.ts';
import { binary, constant, type Pure, unary } from '../code/code.ts';
import { whole } from '../code/values.ts';
import type { Linked } from '../link/link.ts';
import { there } from '../there.ts';
import type { Made } from './made.ts';
import { copy, identical, type WorldObject, type WorldValue } from './world-values.ts';

export type Locals = Map<number, WorldValue>;

/** Of the choices that world() makes, one way. */
export type Choices = { value: number; n: number }[];

/** How statements end; null: with the next one. */
export type Signal =
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return'; readonly value: WorldValue }
  | null;

/** Runs statements; given by run-statements.ts (expressions contain statements). */
export type RunStatements = (evaluator: Evaluator, items: readonly Statement[], locals: Locals) => Signal;

export class Evaluator {
  readonly made: Made;
  /** Of all loops together, so far. */
  rounds = 0;
  private chosen = 0;
  private depth = 0;
  private readonly linked: Linked;
  private readonly choices: Choices;
  readonly #statements: RunStatements;

  constructor(made: Made, linked: Linked, choices: Choices, statements: RunStatements) {
    this.made = made;
    this.linked = linked;
    this.choices = choices;
    this.#statements = statements;
  }

  element(
    item: Extract<Expression, { kind: 'index' }>,
    locals: Locals,
  ): { readonly items: WorldValue[]; readonly index: number } {
    const array = this.value(item.array, locals);
    const index = this.number(item.index, locals);
    if (array === null || typeof array !== 'object' || array.kind !== 'array')
      throw new Error('checker bug: an element of what is no array in world()');
    const { items } = array;
    if (index < 0 || index >= items.length)
      this.made.refuse(item.place, `index ${index} is outside the array`, 'arrays are fixed', 'a longer array');
    return { items, index };
  }

  number(item: Expression, locals: Locals): number {
    return this.asNumber(this.value(item, locals), item.place);
  }

  asNumber(value: WorldValue, place: Place): number {
    if (typeof value !== 'number')
      this.made.refuse(place, 'a number was expected here', 'this value is no number', 'a number or a flag');
    return value;
  }

  value(item: Expression, locals: Locals): WorldValue {
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
          this.made.refuse(
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
      case 'field':
        return this.field(item, locals);
      case 'index': {
        const { items, index } = this.element(item, locals);
        return items[index];
      }
      case 'cast':
        return this.made.fit(this.value(item.operand, locals), item.type, 'the value', item.place);
      case 'unary':
        return this.inI32(unary(item.operator, constant(this.number(item.operand, locals))), item.place);
      case 'binary':
        return this.binary(item, locals);
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
      case 'callTable':
        return this.callTable(item, locals);
      case 'hasMember':
        return this.member(this.value(item.table, locals), item.member) === null ? 0 : 1;
      case 'record':
        return this.record(item, locals);
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
        const signal = this.#statements(this, item.body, locals);
        return signal !== null && signal.kind === 'return' ? signal.value : undefined;
      }
      case 'waitUntil':
        return this.wait(item, locals);
      case 'choose': {
        const n = this.number(item.n, locals);
        if (n < 1)
          this.made.refuse(item.place, `choose(${n}) in world()`, 'there is nothing to choose from', 'one at least');
        return this.choose(n);
      }
      case 'pool': {
        const n = this.number(item.n, locals);
        this.made.pool(n, this.linked.class(item.class), item.place);
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
        this.made.refuse(
          item.place,
          `${item.kind} in world()`,
          'nothing runs yet',
          item.kind === 'alloc' ? 'new C()' : 'leave it out',
        );
    }
  }

  private field(item: Extract<Expression, { kind: 'field' }>, locals: Locals): WorldValue {
    const object = this.value(item.object, locals);
    if (object === null || typeof object !== 'object' || (object.kind !== 'object' && object.kind !== 'record')) {
      this.made.refuse(
        item.place,
        `no object to read ${item.name} of`,
        'the reference is null',
        'an object built before',
      );
    }
    return object.fields.get(item.name);
  }

  private binary(item: Extract<Expression, { kind: 'binary' }>, locals: Locals): number {
    const left = this.value(item.left, locals);
    const right = this.value(item.right, locals);
    if (item.operator === '===' || item.operator === '!==')
      return identical(left, right) === (item.operator === '===') ? 1 : 0;
    if (typeof left !== 'number' || typeof right !== 'number')
      throw new Error(`checker bug: ${item.operator} on what are no numbers`);
    return this.calculate(item.operator, left, right, item.place);
  }

  private callTable(item: Extract<Expression, { kind: 'callTable' }>, locals: Locals): WorldValue {
    const member = this.member(this.value(item.table, locals), item.member);
    if (member === null)
      this.made.refuse(
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

  private record(item: Extract<Expression, { kind: 'record' }>, locals: Locals): WorldValue {
    const fields = new Map<string, WorldValue>();
    const spread = item.spread === null ? null : this.value(item.spread, locals);
    if (spread !== null && typeof spread === 'object' && spread.kind === 'record')
      for (const [name, value] of spread.fields) fields.set(name, value);
    for (const field of item.fields) fields.set(field.name, copy(this.value(field.value, locals)));
    const what = item.type.kind === 'record' ? item.type.name : 'world';
    return this.made.fit({ kind: 'record', fields }, item.type, what, item.place);
  }

  private wait(item: Extract<Expression, { kind: 'waitUntil' }>, locals: Locals): undefined {
    const signal = this.#statements(this, item.body, locals);
    if (signal?.kind === 'return' && signal.value === 0)
      this.made.refuse(
        item.place,
        'world() waits for ever',
        'nobody else runs yet',
        'a world in which it need not wait',
      );
    return undefined;
  }

  /** Null where the table, or the function in it, is null. */
  private member(table: WorldValue, name: string): DeclarationId | null {
    if (table === null || typeof table !== 'object' || table.kind !== 'table') return null;
    const declared = this.linked.declaration(table.id);
    if (declared.kind !== 'table') throw new Error(`checker bug: ${table.id} is no table`);
    return memberOf(declared, name);
  }

  call(item: FunctionDeclaration, args: readonly WorldValue[], place: Place): WorldValue {
    if (++this.depth > 200)
      this.made.refuse(item.place, 'calls nest too deep', 'world() runs functions that call themselves', 'a loop');
    const locals = new Map<number, WorldValue>();
    item.parameters.forEach((parameter, index) => {
      locals.set(parameter.id, this.made.fit(args[index], parameter.type, parameter.name, place));
    });
    const signal = this.#statements(this, item.body, locals);
    this.depth--;
    if (signal === null || signal.kind !== 'return') return undefined;
    return this.made.fit(signal.value, item.result, `the result of ${item.name}`, place);
  }

  calculate(operator: BinaryOperator, left: number, right: number, place: Place): number {
    const why = 'nothing that follows would mean anything';
    if (right === 0 && (operator === '/' || operator === '%'))
      this.made.refuse(place, 'division by zero', why, 'another divisor');
    if ((operator === '<<' || operator === '>>' || operator === '>>>') && !isShift(right))
      this.made.refuse(place, 'a shift outside 0 … 31', why, 'as many bits as there are');
    return this.inI32(binary(operator, constant(left), constant(right)), place);
  }

  private inI32(result: Pure, place: Place): number {
    if (result.kind !== 'const') throw new Error('checker bug: arithmetic on constants is no constant');
    if (result.value < whole.min || result.value > whole.max)
      this.made.refuse(
        place,
        'the result does not fit i32',
        'nothing that follows would mean anything',
        'smaller numbers',
      );
    return result.value;
  }

  private choose(n: number): number {
    const known = this.choices[this.chosen++];
    if (known !== undefined) return known.value;
    this.choices.push({ value: 0, n });
    return 0;
  }

  private create(id: DeclarationId, args: readonly WorldValue[], place: Place): WorldObject {
    const declared = this.linked.class(id);
    const object = this.made.object(declared, place);
    const set = (field: ClassField, value: WorldValue): void => {
      object.fields.set(field.name, this.made.fit(value, field.type, field.name, place));
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
