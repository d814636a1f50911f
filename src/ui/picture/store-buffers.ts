// SPDX-License-Identifier: MIT
// What waits in the store buffers, where memory has some: a card per CPU, its oldest store first. A state says nothing of it, a run
// does: a store that goes into the buffer of its CPU says so, and the next that changes memory from that CPU is the oldest of them.

import type { Story } from '../../report/story.ts';
import { briefText } from '../../report/values.ts';
import { cellOf } from './marks.ts';
import type { Card, Section, Value } from './picture.ts';

interface Store {
  readonly text: string;
  readonly step: number;
}

/** None where nothing ever waits in one. */
export function storeBuffers(story: Pick<Story, 'steps' | 'threads'>, position: number): readonly Section[] {
  const buffers = new Map<number, Store[]>();
  for (const [step, { thread, events }] of story.steps.entries()) {
    const cpu = story.threads[thread]?.cpu ?? null;
    if (cpu === null) continue;
    for (const event of events) {
      if (event.kind !== 'write' || event.free) continue;
      const buffer = buffers.get(cpu) ?? [];
      if (event.how === 'buffered') buffers.set(cpu, buffer);
      if (step >= position) continue;
      if (event.how === 'buffered')
        buffer.push({ text: `${cellOf(event.location)} = ${briefText(event.value)}`, step });
      else buffer.shift();
    }
  }
  if (buffers.size === 0) return [];
  const cards = [...buffers].sort(([a], [b]) => a - b).map(([cpu, stores]) => cardOf(`CPU${cpu}`, stores, position));
  return [{ title: 'Store buffers', cards }];
}

function cardOf(title: string, stores: readonly Store[], position: number): Card {
  const object = `${title} store buffer`;
  const values = stores.map(({ text, step }, i) => drawn(`${object}[${i}]`, String(i), text, step === position - 1));
  const changed = values.some(({ before }) => before !== null);
  const parts: Card['parts'] =
    values.length > 0
      ? [{ kind: 'slots', name: 'oldest first', values, quiet: false }]
      : [{ kind: 'values', values: [drawn(object, 'stores', 'none', false)] }];
  return {
    object,
    title: object,
    class: 'what its CPU has written, and memory has not',
    kind: 'Store buffers',
    freed: false,
    parts,
    inner: [],
    changed,
    asked: false,
    stale: false,
    quiet: false,
  };
}

function drawn(cell: string, name: string, text: string, isNew: boolean): Value {
  return {
    name,
    cell,
    kind: 'word',
    text,
    full: text,
    on: false,
    to: [],
    before: isNew ? '–' : null,
    read: false,
    asked: false,
    stale: null,
    quiet: false,
    ghost: false,
  };
}
