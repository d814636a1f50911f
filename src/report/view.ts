// SPDX-License-Identifier: MIT
// A state for people: what differs from the beginning, object by object, then where each thread stands. Printed after `run` and
// `replay`. An object that nobody can reach any more is left out: no root leads to it, and no call that a thread is in.

import type { Datum, View } from '../compile/program.ts';
import { wrapped } from './columns.ts';
import type { Detail } from './story.ts';
import { valueText } from './values.ts';
import { callText, placeText } from './words.ts';

const width = 72;

/** @param first where the run began */
export function viewText(view: View, first: View, detail: Detail): string {
  const all = detail.full || detail.free;
  const told = all ? view : { ...view, objects: changed(view, first) };
  const lines: string[] = [all ? '  state' : '  state (what has changed; all of it with --full)'];
  const longest = Math.max(
    0,
    ...told.objects.map((object) => object.name.length),
    ...view.threads.map((t) => t.name.length),
  );
  const column = Math.min(longest, 24) + 4;
  const row = (name: string, text: string): void => {
    const [first, ...rest] = wrapped(text, width - column, 0);
    lines.push(`    ${name.padEnd(column - 4)}  ${first ?? ''}`.trimEnd());
    for (const line of rest) lines.push(`${' '.repeat(column)}  ${line}`);
  };
  for (const object of told.objects) {
    if (object.freed && !detail.full) continue;
    const fields = object.fields.filter((field) => detail.full || detail.free || !(field.ghost || field.constant));
    if (fields.length === 0) continue;
    const values = fields
      .map((field) => `${field.name} ${valueText(field.value)}${field.ghost ? ' (ghost)' : ''}`)
      .join(', ');
    row(object.name, object.freed ? `freed: ${values}` : values);
  }
  if (!all && told.objects.length === 0) lines.push('    as at the beginning');
  lines.push('  threads');
  for (const thread of view.threads) row(thread.name, whereabouts(thread));
  return `${lines.join('\n')}\n`;
}

function changed(view: View, first: View): View['objects'] {
  const reachable = reached(view);
  const before = new Map(first.objects.map((object) => [object.name, object]));
  return view.objects.flatMap((object) => {
    if (!reachable.has(object.name)) return [];
    const old = new Map(before.get(object.name)?.fields.map(({ name, value }) => [name, valueText(value)]));
    const fields = object.fields.filter(({ name, value }) => old.get(name) !== valueText(value));
    return fields.length === 0 ? [] : [{ ...object, fields }];
  });
}

/** Names of objects that are roots, or held by what is reached, or known in a call. */
function reached({ objects, threads }: View): ReadonlySet<string> {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const calls = threads.flatMap(({ stack }) => stack.flatMap(({ args, locals }) => [...args, ...locals]));
  const queue = [
    ...objects.flatMap(({ name }) => (name.includes('#') ? [] : [name])),
    ...calls.flatMap(({ value }) => referredTo(value)),
  ];
  const found = new Set<string>();
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { value } of byName.get(name)?.fields ?? []) queue.push(...referredTo(value));
  }
  return found;
}

function referredTo(value: Datum): readonly string[] {
  switch (value.kind) {
    case 'reference':
      return value.to === null ? [] : [value.to];
    case 'record':
      return value.parts.flatMap((part) => referredTo(part.value));
    case 'array':
      return value.items.flatMap(referredTo);
    default:
      return [];
  }
}

function whereabouts(thread: View['threads'][number]): string {
  switch (thread.standing) {
    case 'finished':
      return 'finished';
    case 'idle':
      return 'idle';
    case 'running': {
      const innermost = thread.stack[thread.stack.length - 1];
      if (innermost === undefined) return 'about to begin';
      return `in ${thread.stack.map((frame) => callText(frame)).join(' > ')} at ${placeText(innermost.place)}`;
    }
  }
}
