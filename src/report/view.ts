// SPDX-License-Identifier: MIT
// A state for people: every object with its fields, then where each thread stands. Printed after `run` and `replay`.

import type { View } from '../compile/program.ts';
import { wrapped } from './columns.ts';
import type { Detail } from './story.ts';
import { valueText } from './values.ts';
import { callText, placeText } from './words.ts';

const width = 72;

export function viewText(view: View, detail: Detail): string {
  const lines: string[] = ['  state'];
  const longest = Math.max(
    0,
    ...view.objects.map((object) => object.name.length),
    ...view.threads.map((t) => t.name.length),
  );
  const column = Math.min(longest, 24) + 4;
  const row = (name: string, text: string): void => {
    const [first, ...rest] = wrapped(text, width - column, 0);
    lines.push(`    ${name.padEnd(column - 4)}  ${first ?? ''}`.trimEnd());
    for (const line of rest) lines.push(`${' '.repeat(column)}  ${line}`);
  };
  for (const object of view.objects) {
    if (object.freed && !detail.full) continue;
    const fields = object.fields.filter((field) => detail.full || detail.free || !(field.ghost || field.constant));
    if (fields.length === 0) continue;
    const values = fields
      .map((field) => `${field.name} ${valueText(field.value)}${field.ghost ? ' (ghost)' : ''}`)
      .join(', ');
    row(object.name, object.freed ? `freed: ${values}` : values);
  }
  lines.push('  threads');
  for (const thread of view.threads) row(thread.name, whereabouts(thread));
  return `${lines.join('\n')}\n`;
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
