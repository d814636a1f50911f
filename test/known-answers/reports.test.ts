// SPDX-License-Identifier: MIT
// The reports that were modelled with the kit: every row as its file expects, and as the table says.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decideRows } from '../cases/decided.ts';
import { root } from './count.ts';

decideRows('examples/reports');

const folder = join(root, 'examples/reports');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && text(name).includes('export default scenario'))
  .sort();

test('the table has each report, with a scenario', () => {
  const linked = [...text('README.md').matchAll(/^\| \[[\w-]+\]\(([\w-]+\.ts)\)/gm)].map((one) => one[1]);
  expect(linked.sort()).toEqual(scenarios);
});

test('each report was reported, and its bug fails', () => {
  for (const name of scenarios) {
    expect(text(name), name).toMatch(/^ {2}thread: '/m);
    expect(text(name), name).toMatch(/thread: 'fails',\s+expect: 'fails'/);
  }
});
