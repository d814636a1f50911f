// SPDX-License-Identifier: MIT
// What somebody says that litmus tests answer: a table with a row a test and a column a memory. Its cells are `Never`, or
// `Never 3` where the number of final states is known, too.

import type { Expected, Seen } from '../report/litmus.ts';
import { BadInput } from './trouble.ts';

const cell = /^(Never|Sometimes|Always)(?:\s+(\d+))?$/;

/** Null: it is no such answer, as that of a comment that says DEADLOCK. */
export function expectedOf(text: string): Expected | null {
  const match = cell.exec(text.trim());
  return match === null ? null : { seen: match[1] as Seen, states: match[2] === undefined ? null : Number(match[2]) };
}

/** By the name of a test. Tabs part columns, or `|`, as in a table of a text file; other lines are left out.
 *  @param written what the table is called in messages */
export function expectationTable(written: string, text: string, memory: string): ReadonlyMap<string, Expected> {
  const rows = text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split(/\t|\|/)
        .map((one) => one.trim()),
    )
    .filter((cells) => cells.length > 1);
  const [head, ...others] = rows;
  const names = head?.map((one) => one.toLowerCase()) ?? [];
  const column = names.indexOf(memory);
  if (column < 1 || names[0] !== 'test')
    throw new BadInput(
      `${written}: no column ${memory}`,
      'the first line of a table names its columns: test, and a memory each',
      `test\t${memory}`,
    );
  const found = new Map<string, Expected>();
  for (const cells of others) {
    const [name] = cells;
    const expected = expectedOf(cells[column] ?? '');
    if (name !== undefined && expected !== null) found.set(name, expected);
  }
  return found;
}
