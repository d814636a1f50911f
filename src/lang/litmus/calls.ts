// SPDX-License-Identifier: MIT
// Calls of the kernel's words in a body: which arguments they take, and what they become. A place in memory is written
// `*x` where the word is a macro, as in `READ_ONCE(*x)`, and `x` where it is a function, as in `smp_load_acquire(x)`.

import { closest } from '../closest.ts';
import type { Place } from '../diagnostic.ts';
import type { Expression, Statement } from '../tree.ts';
import * as access from './access.ts';
import type { Syntax } from './grammar.ts';
import { type Primitive, primitives } from './primitives.ts';
import { type CType, int, number } from './types.ts';

type Field = Extract<Expression, { kind: 'field' }>;

/** What calls need of the body that they stand in. */
export interface Around extends access.Fresh {
  readonly process: number;
  place(node: Syntax): Place;
  refuse(node: Syntax, what: string, why: string, instead?: string): never;
  expression(node: Syntax): Expression;
  number(node: Syntax): Expression;
  fit(node: Syntax, type: CType): Expression;
  pointed(address: Syntax, node: Syntax): Field;
  held(target: Expression): CType;
  sections(place: Place): access.ReadSections;
}

interface Call {
  readonly name: string;
  readonly primitive: Primitive;
  readonly args: readonly Syntax[];
  readonly node: Syntax;
}

export class Calls {
  /** How many read-side sections the code that was read last stands in: the outermost one is what grace periods wait for. */
  #nesting = 0;
  /** And the loops around it, from the outermost on, where they begin. */
  readonly #loops: number[] = [];

  constructor(private readonly body: Around) {}

  /** Whose result nobody uses. */
  statements(node: Syntax): readonly Statement[] {
    const { body } = this;
    const call = this.#call(node);
    const { primitive } = call;
    const place = body.place(node);
    switch (primitive.kind) {
      case 'fence':
        this.#arguments(call, 0);
        return access.barrier(primitive.fence, place);
      case 'store':
      case 'store-mb': {
        const [to, value] = this.#arguments(call, 2);
        const cell = this.#cell(call, to, primitive.kind === 'store-mb' || primitive.takes === 'place');
        const order = primitive.kind === 'store' && primitive.order === 'release' ? 'release' : 'once';
        const stored = access.store(cell, body.fit(value, body.held(cell)), place, order);
        return primitive.kind === 'store' ? [stored] : [stored, ...access.barrier('mb', place)];
      }
      case 'lock':
        return access.lockBody(this.#lock(call), place);
      case 'unlock':
        return access.unlockBody(this.#lock(call), place);
      case 'rcu-lock':
      case 'rcu-unlock': {
        this.#arguments(call, 0);
        if (primitive.kind === 'rcu-lock' && this.#nesting++ > 0) return [];
        if (primitive.kind === 'rcu-unlock' && --this.#nesting > 0) return [];
        if (this.#nesting < 0)
          return body.refuse(node, 'rcu_read_unlock() without rcu_read_lock()', 'it would be the end of no section');
        const sections = body.sections(place);
        const count = sections.counts[body.process];
        if (count === undefined) return [];
        return access.sectionEdge(sections, count, primitive.kind === 'rcu-lock' ? 'begins' : 'ends', place);
      }
      case 'rcu-wait':
        this.#arguments(call, 0);
        return access.gracePeriod(body.sections(place), body, place);
      default:
        return [{ kind: 'expression', value: this.#value(call), place }];
    }
  }

  /** What may be passed over, or gone through again, has to begin as many sections as it ends. */
  balanced<T>(node: Syntax, read: () => T): T {
    const before = this.#nesting;
    const made = read();
    if (this.#nesting === before) return made;
    return this.body.refuse(
      node,
      'a read-side section that begins or ends in a part of it',
      'what is one section has to be known before anything runs',
      'rcu_read_lock() and rcu_read_unlock() on the same side of it',
    );
  }

  inLoop<T>(read: () => T): T {
    this.#loops.push(this.#nesting);
    const made = read();
    this.#loops.pop();
    return made;
  }

  /** A `break` or `continue` passes over what is behind it: the end of a section, too. */
  refuseJump(node: Syntax): void {
    const outside = this.#loops.at(-1);
    if (outside === undefined)
      this.body.refuse(node, `\`${node.text}\` outside of a loop`, 'there is nothing that it leaves');
    if (outside !== this.#nesting)
      this.body.refuse(
        node,
        `\`${node.text}\` out of a read-side section, or into one`,
        'what is one section has to be known before anything runs',
        'rcu_read_lock() and rcu_read_unlock() on the same side of it',
      );
  }

  expression(node: Syntax): Expression {
    const call = this.#call(node);
    return this.#value(call);
  }

  #value(call: Call): Expression {
    const { body } = this;
    const { primitive, node, name } = call;
    const place = body.place(node);
    switch (primitive.kind) {
      case 'load': {
        const [from] = this.#arguments(call, 1);
        const cell = this.#cell(call, from, primitive.takes === 'place');
        return { ...cell, order: primitive.order === 'acquire' ? 'acquire' : 'once' };
      }
      case 'exchange': {
        const [to, value] = this.#arguments(call, 2);
        const cell = this.#cell(call, to, false);
        const { order } = primitive;
        return access.swap({ cell, order }, this.#operand(value, body.held(cell)), body, place);
      }
      case 'compare-exchange': {
        const [to, expected, value] = this.#arguments(call, 3);
        const cell = this.#cell(call, to, false);
        const held = body.held(cell);
        const operands = [this.#operand(expected, held), this.#operand(value, held)] as const;
        return access.compareAndSwap({ cell, order: primitive.order }, operands, body, place);
      }
      case 'modify': {
        const args = this.#arguments(call, primitive.operand === null ? 2 : 1);
        const cell = this.#cell(call, args.at(-1) ?? node, false);
        if (primitive.operand === null)
          return access.modify(cell, this.#operand(args[0] ?? node, int), primitive, body, place);
        return access.modify(cell, number(primitive.operand, place), primitive, body, place);
      }
      case 'add-unless': {
        const [to, added, unless] = this.#arguments(call, 3);
        const cell = this.#cell(call, to, false);
        const other = this.#operand(unless, int);
        const old = access.addUnless(cell, [this.#operand(added, int), other], body, place);
        if (primitive.result === 'old') return old;
        return access.asNumber(access.binary('!==', old, other, place), place);
      }
      case 'try-lock':
        return access.tryLock(this.#lock(call), place);
      case 'is-locked':
        return access.asNumber({ ...this.#lock(call), order: 'once' }, place);
      default:
        return body.refuse(node, `the value of ${name}()`, 'it has none', `${name}(…);`);
    }
  }

  /** An operand of a locked instruction, which touches one variable and no other. */
  #operand(node: Syntax, type: CType): Expression {
    if (touches(node))
      this.body.refuse(node, `\`${node.text}\` in a locked instruction`, 'it is an access of its own', 'r0 = …');
    return this.body.fit(node, type);
  }

  #call(node: Syntax): Call {
    const { body } = this;
    const called = node.childForFieldName('function');
    const list = node.childForFieldName('arguments');
    if (called === null || list === null) return body.refuse(node, node.text, 'this call has no name');
    const primitive = primitives.get(called.text);
    if (primitive === undefined) {
      const [close] = closest(called.text, [...primitives.keys()]);
      return body.refuse(called, `the function ${called.text}()`, 'it is outside of what is read', close ?? '');
    }
    const args = list.namedChildren.flatMap((one) => (one === null || one.type === 'comment' ? [] : [one]));
    return { name: called.text, primitive, args, node };
  }

  #arguments<N extends 0 | 1 | 2 | 3>({ name, args, node }: Call, count: N): Tuple[N] {
    if (args.length !== count)
      this.body.refuse(node, `${name}() with ${args.length} arguments`, `it takes ${count}`, '');
    return args as unknown as Tuple[N];
  }

  /** @param isPlace whether it is `*x` that is handed over, and not `x` */
  #cell({ name }: Call, node: Syntax, isPlace: boolean): Field {
    if (!isPlace) return this.body.pointed(node, node);
    const made = this.body.expression(node);
    if (made.kind === 'field' && node.type === 'pointer_expression') return made;
    return this.body.refuse(node, `${name}(${node.text})`, 'it takes a place in memory', `${name}(*${node.text})`);
  }

  #lock(call: Call): Field {
    const [node] = this.#arguments(call, 1);
    const cell = this.body.pointed(node, node);
    if (cell.type.kind === 'bool') return cell;
    return this.body.refuse(node, `${call.name}(${node.text})`, 'it is no lock', 'spinlock_t *s');
  }
}

interface Tuple {
  readonly 0: readonly [];
  readonly 1: readonly [Syntax];
  readonly 2: readonly [Syntax, Syntax];
  readonly 3: readonly [Syntax, Syntax, Syntax];
}

function touches(node: Syntax): boolean {
  const { type } = node;
  if (type === 'call_expression') return true;
  if (type === 'pointer_expression' && node.text.startsWith('*')) return true;
  return node.namedChildren.some((one) => one !== null && touches(one));
}
