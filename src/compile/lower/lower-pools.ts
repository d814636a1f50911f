// SPDX-License-Identifier: MIT
// Lowers alloc and free: objects of a pool that world() has set aside.

import type { Place } from '../../lang/diagnostic.ts';
import type { Expression } from '../../lang/tree.ts';
import { type Pure, zero } from '../code/code.ts';
import { initialOf } from '../code/memory.ts';
import { scalar, type Value } from '../code/values.ts';
import type { Builder } from './builder.ts';
import { elementOf, loadCells } from './lower-access.ts';

export function allocate(builder: Builder, item: Extract<Expression, { kind: 'alloc' }>): Value {
  const { built, linked } = builder.unit;
  const memory = built.memory.classes.get(linked.resolve(item.class));
  if (memory === undefined || memory.pool === null) throw new Error(`checker bug: no pool for ${item.class}`);
  if (memory.declaration.fields.some((field) => field.initial?.kind === 'new')) {
    builder.refuse(
      item.place,
      `alloc of ${memory.name}, which embeds another object`,
      'the pool holds objects of one class',
      `a class without \`new\` in its fields`,
    );
  }
  const unset = memory.declaration.fields.find((field) => initialOf(memory.declaration, field) === null);
  if (unset !== undefined) {
    builder.refuse(
      item.place,
      `alloc of ${memory.name}, which gives ${unset.name} no value`,
      'alloc passes nothing to a constructor: every field begins with its initial value',
      `a default, as in \`constructor(public ${unset.name}: … = …)\``,
    );
  }
  refuseOrdered(builder, 'alloc', item.place);
  builder.touch(item.place);
  const to = builder.register(memory.name, item.type, { mutable: false });
  builder.emit({
    op: 'alloc',
    to,
    pool: memory.pool.index,
    fault: builder.fault(
      'pool',
      `the pool of ${memory.name} is empty: set aside more objects with pool(${memory.name}, n)`,
      item.place,
    ),
    place: item.place,
  });
  return scalar({ kind: 'register', register: to });
}

/** @param object what is freed */
export function release(builder: Builder, item: Extract<Expression, { kind: 'free' }>, object: Pure): void {
  const { built, linked } = builder.unit;
  if (item.object.type.kind !== 'ref') {
    builder.refuse(item.place, 'free of what is no object', 'only memory can be freed', 'a reference that alloc gave');
    return;
  }
  const memory = built.memory.classes.get(linked.resolve(item.object.type.class));
  if (memory === undefined || memory.pool === null)
    throw new Error(`checker bug: no pool for ${item.object.type.class}`);
  refuseOrdered(builder, 'free', item.place);
  builder.touch(item.place);
  builder.present(object, item.object.type, 'free of null', item.place);
  const live = loadCells(builder, memory.pool.live, elementOf(object, 1, zero), { place: item.place, free: true });
  builder.check(live, 'freed', `a ${memory.name} is freed twice`, item.place);
  builder.emit({ op: 'release', pool: memory.pool.index, object, place: item.place });
}

/** The writes of an initialiser, and of whoever had the object before, would be seen at once by everybody. */
function refuseOrdered(builder: Builder, word: 'alloc' | 'free', place: Place): void {
  if (!builder.isOrdered) return;
  builder.refuse(
    place,
    `${word} where memory is not sequentially consistent`,
    'when what is in a fresh object becomes visible, and to whom, is not modelled',
    "objects made in world(), or memory: 'sc'",
  );
}
