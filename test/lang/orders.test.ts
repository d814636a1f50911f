// SPDX-License-Identifier: MIT
// Which two statements are taken to be in an order: neighbours that both stay where they are left, of the code, and of several steps.

import { expect, test } from 'vitest';
import { ingredientsOf } from '../../src/lang/parse/ingredients.ts';
import { replaced } from '../../src/lang/write-diff.ts';

const text = `export function put(page: page): void {
  note('let go');
  flush(page);
  free(page);
  if (page.used) return;
  const old = page.count;
  page.count = old - 1;
  for (let n = 0; n < 2; n++) {
    clear(page, n);
    page.seen = true;
    page.marks[n] = false;
    page.marks[n] = true;
  }
  atomically(() => {
    page.a = 1;
    page.b = 2;
  });
}
`;
const names = { partners: () => [], isGhost: (field: string) => field === 'seen' };
const orders = (asked: boolean) =>
  ingredientsOf('a.ts', text, ['put'], names, asked).filter(({ kind }) => kind === 'order');

test('two statements of the code that follow each other', () => {
  // Not: a note, what may return, what needs what was read before it, a ghost, what is one step.
  expect(orders(true).map(({ line, what }) => [line, what])).toEqual([
    [3, 'free(page) before flush(page)'],
    [7, 'for (let n = 0; n < 2; n++) … before page.count = old - 1'],
    [8, 'atomically(() => { page.a = 1; page.b = 2; }) before for (let n = 0; n < 2; n++) …'],
    [11, 'page.marks[n] = true before page.marks[n] = false'],
  ]);
  expect(orders(false)).toEqual([]);
});

test('the edit is the other way round, and nothing else', () => {
  const [first] = orders(true);
  const other = text.replace('  flush(page);\n  free(page);\n', '  free(page);\n  flush(page);\n');
  expect(replaced(text, first?.cuts ?? [])).toBe(other);
});
