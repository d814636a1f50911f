// SPDX-License-Identifier: MIT
// Lowers atomically and waitUntil: what is one step, how it is ordered, and what it waits for.

import type { Place } from '../../lang/diagnostic.ts';
import type { Expression, Statement, Type } from '../../lang/tree.ts';
import { binary, constant, type Pure } from '../code/code.ts';
import { scalar, type Value } from '../code/values.ts';
import { isOperation } from '../ordering/words.ts';
import type { Builder } from './builder.ts';
import { beginOf, readsBehind } from './condition-reads.ts';

/** Lowers the body of a call or of an atomic section; given by lower-statements.ts (expressions contain statements). */
export type LowerBody = (builder: Builder, body: readonly Statement[], result: Type) => Value;

export interface SectionLowering {
  atomically(builder: Builder, item: Extract<Expression, { kind: 'atomically' }>): Value;
  wait(builder: Builder, item: Extract<Expression, { kind: 'waitUntil' }>): void;
}

export function sectionLowering(body: LowerBody, pure: (builder: Builder, item: Expression) => Pure): SectionLowering {
  function section(builder: Builder, statements: readonly Statement[], result: Type, place: Place): Value {
    if (builder.atomic === 0) builder.barrier(place);
    builder.touch(place);
    builder.atomic++;
    const outer = builder.returns;
    const made = body(builder, statements, result);
    builder.returns = outer;
    builder.atomic--;
    if (builder.atomic === 0) builder.barrier(place);
    return made;
  }

  /** In a section of another order, the order within is its own. */
  function atomically(builder: Builder, item: Extract<Expression, { kind: 'atomically' }>): Value {
    const { place } = item;
    const { ordering } = builder.unit;
    const [around] = builder.sections.slice(-1);
    if (ordering === null || !builder.isOrdered || (item.order === undefined && around !== undefined))
      return section(builder, item.body, item.type, place);
    if (isOperation(item.order ?? null)) builder.operation();
    // A locked instruction is one, whatever the kernel calls it, where stores wait in buffers.
    const order = item.order ?? (ordering.model === 'tso' ? 'full' : null);
    const led = order === 'full' ? builder.led(place) : null;
    builder.touch(place);
    builder.atomic++;
    const word = item.word === undefined ? null : wordOf(builder, item.word);
    builder.emit({ op: 'section', order, word, place });
    builder.sections.push({ order, word, place });
    const { here } = builder;
    const made = section(builder, item.body, item.type, place);
    // Of a word, it is an operation also where no field is written.
    led?.(word !== null || builder.writesSince(here));
    builder.sections.pop();
    builder.emit({ op: 'section', order: around?.order ?? null, word: around?.word ?? null, place });
    builder.atomic--;
    if (order === 'full' && ordering.model === 'weak') builder.owed(place);
    return made;
  }

  /** Which of all objects that sections are about. */
  function wordOf(builder: Builder, item: Expression): Pure | null {
    const { ordering, linked, built } = builder.unit;
    if (ordering === null || item.type.kind !== 'ref') return null;
    const id = linked.resolve(item.type.class);
    const { words } = ordering;
    const first = words.first.get(id) ?? words.kinds.length;
    if (!words.first.has(id)) {
      const kind = [...ordering.via.keys()].some(({ classId }) => classId === id) ? 'word' : 'edge';
      for (let i = 0; i < built.types.count(id); i++) words.kinds.push(kind);
    }
    words.first.set(id, first);
    const object = builder.steady(scalar(pure(builder, item)), 'word');
    const which = builder.pure(object, item.place);
    builder.present(which, item.type, 'the object that a section is about', item.place);
    return binary('+', which, constant(first - 1));
  }

  function wait(builder: Builder, item: Extract<Expression, { kind: 'waitUntil' }>): void {
    const begin = beginOf(builder);
    builder.looking++;
    builder.waiting = item.order ?? null;
    const made = section(builder, item.body, { kind: 'bool' }, item.place);
    builder.waiting = null;
    builder.looking--;
    const [first] = item.body;
    const shown =
      item.body.length === 1 && first?.kind === 'return' && first.value !== null ? first.value.place : item.place;
    const condition = builder.pure(made, item.place);
    builder.emit({
      op: 'guard',
      condition,
      reads: readsBehind(condition, begin, builder),
      source: builder.unit.text(shown),
      place: item.place,
    });
  }

  return { atomically, wait };
}
