// SPDX-License-Identifier: MIT
// What is wider than a word of the machine. Where it is asked what a compiler makes of the code, such a field is memory of several words,
// and outside of sections they are read and written one after the other: a number as its halves, a record as its parts.

import type { Place } from '../../lang/diagnostic.ts';
import { binary, constant, used } from '../code/code.ts';
import type { Component, FieldMemory } from '../code/memory.ts';
import { scalar, type Value } from '../code/values.ts';
import type { Builder } from './builder.ts';

type Words = Extract<Component, { kind: 'record' }>;

/** Null: it is reached in one go. */
export function wordsOf(builder: Builder, { wide, component }: FieldMemory, free: boolean): Words | null {
  return wide && !free && builder.unit.compiler && component.kind === 'record' ? component : null;
}

/** Each word in a step of its own. Of a marked access nobody knows which comes first; the words of a plain one are moved as all that is
 *  plain. */
export function inTurn(
  builder: Builder,
  { fields }: Words,
  { marked, place }: { readonly marked: boolean; readonly place: Place },
  reach: (name: string, word: Component) => void,
): void {
  const words = [...fields];
  const all = (): void => {
    for (const [name, word] of words) reach(name, word);
  };
  if (!marked) return all();
  builder.jump(builder.block());
  const to = builder.register('order', { kind: 'bool' }, { mutable: false });
  const inside = false;
  builder.emit({ op: 'choose', to, n: constant(2), fault: null, inside, silent: true, place });
  const [forth, back, behind] = [builder.block(), builder.block(), builder.block()];
  builder.branch(used(to), back, forth);
  builder.current = forth;
  all();
  builder.end({ kind: 'jump', to: behind }, back);
  words.reverse();
  all();
  builder.jump(behind);
}

/** What has been read of memory, as code has it. */
export function joined({ halves }: Words, value: Value): Value {
  if (halves === undefined || value.kind !== 'record') return value;
  const [low, high] = [value.fields.get('low'), value.fields.get('high')];
  if (low?.kind !== 'scalar' || high?.kind !== 'scalar') throw new Error('checker bug: a half that is no number');
  return scalar(binary('+', low.pure, binary('*', high.pure, constant(2 ** halves))));
}

/** What code writes, as memory has it. */
export function divided({ halves, type }: Words, value: Value): Value {
  if (halves === undefined || value.kind !== 'scalar') return value;
  const low = binary('&', value.pure, constant(2 ** halves - 1));
  const high = binary('>>', value.pure, constant(halves));
  const fields = new Map([
    ['low', scalar(low)],
    ['high', scalar(high)],
  ]);
  return { kind: 'record', name: type.name, fields };
}

/** Acquire and release are of one word: the kernel's own are refused when they are compiled. */
export function refuseWideOrder(builder: Builder, { wide, name }: FieldMemory, order: string, place: Place): void {
  if (!wide) return;
  const word = order === 'acquire' ? 'smp_load_acquire' : 'smp_store_release';
  builder.refuse(
    place,
    `${word} of ${name}, which is wide`,
    'it is of one word, and the kernel refuses it of anything else when it is compiled (compiletime_assert_atomic_type)',
    'a seqcount, a lock, or READ_ONCE and WRITE_ONCE with a barrier, which may be torn',
  );
}
