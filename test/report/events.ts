// SPDX-License-Identifier: MIT
// Shorthand for hand-made narrations: what compile/ would have told of a step.

import type { Datum, Event, Location, Thread } from '../../src/compile/program.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { namedCpu } from '../../src/lang/cpus.ts';
import type { Diagnostic } from '../../src/lang/diagnostic.ts';
import type { OpenCall, ToldStep } from '../../src/report/story.ts';

export const place = (line: number): Diagnostic['place'] => ({ file: 'mm/filemap.ts', line, column: 3, length: 1 });

export const threads = (...names: readonly string[]): readonly Thread[] =>
  names.map((name) => ({ name, role: 'thread' as const, cpu: namedCpu(name), bound: null }));

/** `true`, `3`, `null`, `page1`, `{page: page1, dirty: true}` as data. */
export function datum(text: string): Datum {
  if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true' };
  if (/^-?\d+$/.test(text)) return { kind: 'int', value: Number(text) };
  if (!text.startsWith('{')) return { kind: 'reference', to: text === 'null' ? null : text };
  const parts = text.slice(1, -1).split(', ');
  return {
    kind: 'record',
    parts: parts.map((part) => {
      const [name = '', value = ''] = part.split(': ');
      return { name, value: datum(value) };
    }),
  };
}

export const call = (name: string, ...args: readonly string[]): Event => ({
  kind: 'call',
  function: name,
  args: args.map((value, index) => ({ name: `a${index}`, value: datum(value) })),
  place: place(1),
  depth: 0,
});

export const end = (name: string, value: string | null = null): Event => ({
  kind: 'return',
  function: name,
  value: value === null ? null : datum(value),
  place: place(9),
  depth: 0,
});

export const location = (cell: string): Location => {
  const [, object = '', field = '', index] = /^(.*)\.([^.[]+)(?:\[(\d+)\])?$/.exec(cell) ?? [];
  return {
    key: cell,
    object,
    class: object,
    field,
    index: index === undefined ? null : Number(index),
    part: [],
    role: null,
  };
};

export const read = (cell: string, value: string, line = 2): Event => ({
  kind: 'read',
  location: location(cell),
  value: datum(value),
  free: false,
  place: place(line),
  depth: 1,
});

export const write = (cell: string, before: string, value: string, line = 3): Event => ({
  kind: 'write',
  location: location(cell),
  before: datum(before),
  value: datum(value),
  free: false,
  place: place(line),
  depth: 1,
});

export const ghost = (cell: string, value: string): Event => ({ ...write(cell, '0', value), free: true }) as Event;
export const note = (text: string): Event => ({ kind: 'note', text, values: [], place: place(4), depth: 1 });

export const failure = (part: Partial<Failure>): Failure => ({
  kind: 'atEnd',
  property: 'P1',
  message: 'P1 does not hold',
  trace: null,
  loop: null,
  waits: [],
  ...part,
});

/** Steps as a replay tells them: with the calls that each began in. */
/** The calls that are open after the last step. */
export function openAfter(threads: number, steps: readonly ToldStep[]): readonly (readonly OpenCall[])[] {
  return Array.from({ length: threads }, (_, thread) => {
    const last = steps.findLast((step) => step.thread === thread);
    const stack = [...(last?.inside ?? [])];
    for (const event of last?.events ?? []) {
      if (event.kind === 'call') stack.push(event);
      else if (event.kind === 'return') stack.pop();
    }
    return stack;
  });
}

export function told(...steps: readonly (readonly [thread: number, ...events: Event[]])[]): readonly ToldStep[] {
  const stacks = new Map<number, OpenCall[]>();
  return steps.map(([thread, ...events]) => {
    const stack = stacks.get(thread) ?? [];
    stacks.set(thread, stack);
    const inside = [...stack];
    for (const event of events) {
      if (event.kind === 'call') stack.push(event);
      else if (event.kind === 'return') stack.pop();
    }
    return { thread, inside, events, begins: false, ends: false };
  });
}
