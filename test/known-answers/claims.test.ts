// SPDX-License-Identifier: MIT
// Every claim of every example comes out as its file expects, with and without reduction. Those of the kit and of the reports,
// which have patches, are decided in kit.test.ts and reports.test.ts, and so are the races here.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decideRows } from '../cases/decided.ts';
import { claimsOf, root, verdictOf } from './count.ts';

const files = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .filter((name) => !/^(?:kit|races|reports)\//.test(name))
  .map((name) => `examples/${name}`)
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('export default scenario'))
  .sort();

// The same, but with patches, memory models, and what a compiler may do.
decideRows('examples/races');

describe.each(files)('%s', (file) => {
  for (const { id, property, expect: expected } of claimsOf(file)) {
    test.each([false, true])(`${id}: ${property} ${expected}, reduction %s`, (reduction) => {
      expect(verdictOf(file, property, reduction).kind).toBe(expected);
    });
  }
});
