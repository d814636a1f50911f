// SPDX-License-Identifier: MIT
// The programs that are written by hand: the checker and the second interpreter say the same of each, and what they say is known.

import { expect, test } from 'vitest';
import { readAll } from './checker.ts';
import { compare, nothingCounted } from './compare.ts';
import { type Row, rows, subjects, textOf } from './written.ts';

const read = readAll(new Map(subjects.flatMap(({ files }) => [...files])));

test.each(rows.map((row, i) => [row.name, row, subjects[i]] as const))('%s', (_name, row, subject) => {
  if (subject === undefined) throw new Error('no subject');
  const counted = nothingCounted();
  expect(compare(subject, read, counted)).toBeNull();
  expect([counted.refused, counted.large, [...counted.reasons.keys()]]).toEqual([0, 0, []]);
  for (const said of row.said) expect([...counted.kinds.keys()]).toContain(said);
});

test('a write to a root of the world is refused', () => {
  const row: Row = { name: '', threads: 'A(w) { w.a = w.b; }', said: [] };
  const one = readAll(new Map([['k/m.ts', textOf(row)]]));
  expect(one.refused.get('k/m.ts')).toContain('an assignment to a root of the world');
});
