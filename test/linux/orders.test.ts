// SPDX-License-Identifier: MIT
// Each function of linux/ that orders something where memory is weak stands in the table of cases/orders/README.md, with the row that
// takes its order away, or why there is none.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const orders = /\b(smp_\w+|rcu_assign_pointer)\(|'(acquire|release|full|lock|locked|local)'/;

/** What stands in code, without imports and comments. */
function ordering(file: string): readonly string[] {
  let inside = '';
  const found: string[] = [];
  for (const line of readFileSync(new URL(`linux/${file}`, root), 'utf8').split('\n')) {
    inside = /^(?:export )?function (\w+)\(/.exec(line)?.[1] ?? inside;
    if (!/^import|^\s*(\/?\*|\/\/)/.test(line) && orders.test(line)) found.push(inside);
  }
  return found;
}

const files = readdirSync(new URL('linux/', root), { recursive: true, encoding: 'utf8' });
const functions = new Set(files.filter((file) => file.endsWith('.ts')).flatMap(ordering));
functions.delete(''); // what is imported over several lines
const table = readFileSync(new URL('cases/orders/README.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|')[1] ?? '')
  .join();
const told = new Set([...table.matchAll(/`(\w+)\(\)`/g)].map(([, name]) => name));

test('each function that orders something stands in the table', () => {
  expect(functions.size).toBeGreaterThan(70);
  expect([...functions].filter((name) => !told.has(name))).toEqual([]);
});

test('the table has no others', () => {
  expect([...told].filter((name) => name === undefined || !functions.has(name))).toEqual([]);
});
