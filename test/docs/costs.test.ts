// SPDX-License-Identifier: MIT
// What docs/language.md says a step costs, counted.

import { expect, test } from 'vitest';
import { codeIn, page } from './markdown.ts';
import { stepsOf } from './models.ts';

const rows = page('docs/language.md')
  .tables.filter(({ name }) => name === 'costs')
  .flatMap(({ rows }) => rows);

test.each(rows)('line $line: $cells', ({ cells }) => {
  const [code = '', steps] = cells;
  expect(stepsOf(codeIn(code))).toBe(steps);
});

test('costs are told', () => expect(rows.length).toBeGreaterThan(20));
