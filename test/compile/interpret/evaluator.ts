// SPDX-License-Identifier: MIT
// Runs model code straight off the Tree, as a generator that stops before every touch of shared memory and before every
// choice. It decides nothing about steps: whoever drives it does (machine.ts). Expressions are here, statements beside.

import type { Expression, FunctionDeclaration, Statement } from '../../../src/lang/tree.ts';
import { calculate } from './arithmetic.ts';
import type { Memory } from './memory.ts';
import type { Model } from './model.ts';
import { statements } from './statements.ts';
import {
  Blocked,
  Broken,
  copy,
  equal,
  fit,
  number,
  Parts,
  SharedArray,
  SharedObject,
  Structure,
  Table,
  truth,
  type Value,
  zero,
} from './values.ts';

/** What the code asks of its driver: may the next touch happen, and which way does a choice go. */
export type Request =
  | { readonly kind: 'touch' }
  /** `id`: the same choice in the same call. `inside`: in a step that has begun. */
  | {
      readonly kind: 'choice';
      readonly n: number;
      readonly id: string;
      readonly inside: boolean;
      readonly place: Expression['place'];
    };

export type Run<T> = Generator<Request, T, number>;

export interface Frame {
  readonly locals: Map<number, Value>;
}

export class Evaluator {
  readonly model: Model;
  readonly memory: Memory;
  private readonly self: number;
  /** Above 0, nothing is a touch of its own: atomic sections, properties, world(). */
  atomic: number;
  /** Where control is, and what it holds meanwhile: nodes by name, values as they are. With the frames, the whole state. */
  readonly stack: unknown[] = [];
  readonly frames: Frame[] = [];

  constructor(model: Model, memory: Memory, self: number, atomic: number) {
    this.model = model;
    this.memory = memory;
    this.self = self;
    this.atomic = atomic;
  }

  get frame(): Frame {
    const found = this.frames[this.frames.length - 1];
    if (found === undefined) throw new Error('no call');
    return found;
  }

  *call(declaration: FunctionDeclaration, args: readonly Value[]): Run<Value> {
    const locals = new Map<number, Value>();
    declaration.parameters.forEach((parameter, i) => {
      locals.set(parameter.id, args[i]);
    });
    this.frames.push({ locals });
    const signal = yield* statements(this, declaration.body);
    this.frames.pop();
    if (signal?.kind !== 'return' || signal.value === undefined) return undefined;
    return fit(signal.value, declaration.result, signal.place);
  }

  *touch(): Run<void> {
    if (this.atomic === 0) yield { kind: 'touch' };
  }

  /** Evaluates while something else is kept. */
  *holding(held: Value, item: Expression): Run<Value> {
    this.stack.push(held);
    const value = yield* this.value(item);
    this.stack.pop();
    return value;
  }

  *value(item: Expression): Run<Value> {
    this.stack.push(this.model.nameOf(item));
    const value = yield* this.evaluate(item);
    this.stack.pop();
    return value;
  }

  private *values(items: readonly Expression[]): Run<Value[]> {
    const made: Value[] = [];
    for (const item of items) {
      const value = yield* this.value(item);
      made.push(value);
      this.stack.push(value);
    }
    for (const _ of items) this.stack.pop();
    return made;
  }

  /** The touch and the checks that come before reading or writing a field of a shared object. */
  *reach(object: Value, access: { owner: string; field: string; item: Expression }): Run<SharedObject> {
    this.stack.push(object);
    if (!this.model.isFree(access.owner, access.field)) yield* this.touch();
    this.stack.pop();
    if (!(object instanceof SharedObject)) throw new Broken('null', access.item.place);
    if (!object.live) throw new Broken('freed', access.item.place);
    return object;
  }

  private *field(item: Extract<Expression, { kind: 'field' }>): Run<Value> {
    const object = yield* this.value(item.object);
    if (object instanceof Parts || object instanceof Structure) return object.fields.get(item.name);
    if (item.object.type.kind !== 'ref') throw new Error(`no field ${item.name}`);
    const owner = item.object.type.class;
    if (item.type.kind === 'array')
      return new SharedArray(object instanceof SharedObject ? object : null, owner, item.name);
    const memory = yield* this.reach(object, { owner, field: item.name, item });
    return memory.fields.get(item.name);
  }

  private *index(item: Extract<Expression, { kind: 'index' }>): Run<Value> {
    const array = yield* this.value(item.array);
    const index = number(yield* this.holding(array, item.index));
    return (yield* this.elements(array, index, item))[index];
  }

  /** The array itself, after the touch and the checks. */
  *elements(array: Value, index: number, item: Extract<Expression, { kind: 'index' }>): Run<Value[]> {
    let items = array;
    if (array instanceof SharedArray) {
      this.stack.push(index);
      const object = yield* this.reach(array.object, { owner: array.class, field: array.field, item });
      this.stack.pop();
      items = object.fields.get(array.field);
    }
    if (!Array.isArray(items)) throw new Error('no array');
    if (index < 0 || index >= items.length) throw new Broken('index', item.place);
    return items;
  }

  private *evaluate(item: Expression): Run<Value> {
    switch (item.kind) {
      case 'number':
      case 'bool':
        return item.value;
      case 'null':
        return null;
      case 'text':
        return undefined;
      case 'local':
        return this.frame.locals.get(item.local.id);
      case 'constant': {
        const declared = this.model.declaration(item.id);
        return declared.kind === 'constant' ? yield* this.value(declared.value) : undefined;
      }
      case 'table': {
        const declared = this.model.declaration(item.id);
        return declared.kind === 'table' ? new Table(declared) : undefined;
      }
      case 'field':
        return yield* this.field(item);
      case 'index':
        return yield* this.index(item);
      case 'cast':
        return fit(yield* this.value(item.operand), item.type, item.place);
      case 'unary': {
        const operand = yield* this.value(item.operand);
        if (item.operator === '!') return !truth(operand);
        return item.operator === '-' ? calculate('-', 0, number(operand), item.place) : ~number(operand);
      }
      case 'binary':
        return yield* this.binary(item);
      case 'logical': {
        const left = yield* this.value(item.left);
        if (item.operator === '??') return left === null ? yield* this.value(item.right) : left;
        return truth(left) === (item.operator === '&&') ? yield* this.value(item.right) : left;
      }
      case 'conditional':
        return truth(yield* this.value(item.test)) ? yield* this.value(item.then) : yield* this.value(item.else);
      case 'call':
        return yield* this.apply(this.model.function(item.callee), yield* this.values(item.args), item);
      case 'callTable': {
        const table = yield* this.value(item.table);
        this.stack.push(table);
        const args = yield* this.values(item.args);
        this.stack.pop();
        const member =
          table instanceof Table ? table.declaration.members.find((one) => one.name === item.member)?.function : null;
        if (member === null || member === undefined) throw new Broken('null', item.place);
        return yield* this.apply(this.model.function(member), args, item);
      }
      case 'hasMember': {
        const table = yield* this.value(item.table);
        if (!(table instanceof Table)) throw new Broken('null', item.place);
        const member = table.declaration.members.find((one) => one.name === item.member);
        return member !== undefined && member.function !== null;
      }
      case 'record': {
        const spread = item.spread === null ? null : yield* this.value(item.spread);
        this.stack.push(spread);
        const given = yield* this.values(item.fields.map((field) => field.value));
        this.stack.pop();
        const fields = new Map<string, Value>();
        if (item.type.kind !== 'record' && item.type.kind !== 'world') throw new Error('no record');
        for (const { name, type } of item.type.fields) {
          const i = item.fields.findIndex((field) => field.name === name);
          const part = i >= 0 ? given[i] : spread instanceof Parts ? spread.fields.get(name) : undefined;
          fields.set(name, fit(part === undefined ? zero(type) : part, type, item.place));
        }
        return new Parts(fields);
      }
      case 'new':
        return yield* this.make(item);
      case 'array': {
        const fill = yield* this.value(item.fill);
        return Array.from({ length: item.length }, () => copy(fill));
      }
      case 'atomically':
      case 'waitUntil': {
        yield* this.touch();
        this.atomic++;
        const signal = yield* statements(this, item.body);
        this.atomic--;
        const value = signal?.kind === 'return' ? signal.value : undefined;
        if (item.kind === 'atomically') return value;
        if (!truth(value)) throw new Blocked();
        return undefined;
      }
      case 'choose': {
        const n = number(yield* this.value(item.n));
        const id = this.stack.filter((entry) => typeof entry === 'string').join();
        this.stack.push(n);
        const chosen = yield { kind: 'choice', n, id, inside: this.atomic > 0, place: item.place };
        this.stack.pop();
        return chosen;
      }
      case 'alloc': {
        yield* this.touch();
        const object = this.memory.free(this.model.class(item.class).id);
        if (object === null) throw new Broken('pool', item.place);
        object.live = true;
        for (const field of object.class.fields) {
          const initial = field.initial ?? object.class.defaults[object.class.constructor_.indexOf(field.name)] ?? null;
          object.fields.set(field.name, initial === null ? zero(field.type) : copy(yield* this.value(initial)));
        }
        return object;
      }
      case 'free': {
        const object = yield* this.value(item.object);
        this.stack.push(object);
        yield* this.touch();
        this.stack.pop();
        if (!(object instanceof SharedObject)) throw new Broken('null', item.place);
        if (!object.live) throw new Broken('freed', item.place);
        object.live = false;
        return undefined;
      }
      case 'pool':
        this.memory.setAside(this.model.class(item.class), number(yield* this.value(item.n)));
        return undefined;
      case 'self':
        return this.self;
      case 'assert':
        // `warn` is only judged where a claim asks for it.
        if (item.judged === 'always' && !truth(yield* this.value(item.condition)))
          throw new Broken('assert', item.place);
        return undefined;
      case 'note':
        return undefined;
      case 'same': {
        const left = yield* this.value(item.left);
        return equal(left, yield* this.holding(left, item.right));
      }
    }
  }

  private *binary(item: Extract<Expression, { kind: 'binary' }>): Run<Value> {
    const left = yield* this.value(item.left);
    const right = yield* this.holding(left, item.right);
    if (item.operator === '===') return equal(left, right);
    if (item.operator === '!==') return !equal(left, right);
    return calculate(item.operator, number(left), number(right), item.place);
  }

  private *apply(declaration: FunctionDeclaration, args: readonly Value[], item: Expression): Run<Value> {
    declaration.parameters.forEach((parameter, i) => {
      fit(args[i], parameter.type, item.place);
    });
    return yield* this.call(declaration, args);
  }

  /** In world() an object that threads share; anywhere else a structure of this call. */
  private *make(item: Extract<Expression, { kind: 'new' }>): Run<Value> {
    const args = yield* this.values(item.args);
    const declared = this.model.class(item.class);
    const made = this.memory.building ? this.memory.add(declared) : new Structure();
    for (const field of declared.fields) {
      const position = declared.constructor_.indexOf(field.name);
      const initial = position < 0 ? field.initial : (declared.defaults[position] ?? null);
      const given = position < 0 ? undefined : args[position];
      const value = given !== undefined ? given : initial === null ? zero(field.type) : yield* this.value(initial);
      made.fields.set(field.name, fit(copy(value), field.type, item.place));
    }
    return made;
  }
}

/** For statements: how a list of them ended. */
export type Signal =
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return'; readonly value: Value; readonly place: Statement['place'] }
  | null;
