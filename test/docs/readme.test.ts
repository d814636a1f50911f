// SPDX-License-Identifier: MIT
// The first screens of the README: the sentence about steps, the bug and what a kernel said to it, and the columns of the
// deadlock as they are really printed.
// That they are the output of the command above them is checked with all other commands, in console.test.ts.

import { expect, test } from 'vitest';
import { page } from './markdown.ts';

const readme = page('README.md');

test('says what a step is', () => {
  const rule = 'A thread runs until it has touched shared memory **once**; then any other thread may run.';
  expect(readme.text.replaceAll(/\n> ?/g, ' ')).toContain(rule);
});

test('begins with the store that reclaim loses, and with what a running kernel lost', () => {
  const [first] = readme.blocks;
  expect(first?.text).toMatch(/^\$ npx faultline check cases\/2022-delayed-rmap\/reclaim-own-sync\.ts /);
  expect(first?.text).toContain('disk.blocks[0] 3 < seen.asked 4');
  expect(readme.text).toMatch(/^\| store, `msync\(\)`, look; .* \| [\d,]+ \| \*\*[1-9]\d*\*\* \|$/m);
  expect(readme.text).toMatch(/^\| controls: .* \| [\d,]+ \| 0 \|$/m);
});

test('shows the deadlock of 2020/T20 in the columns of a mail', () => {
  const shown = readme.blocks.find(({ text }) => text.startsWith('$ npx faultline check 2020/T20\n'));
  expect(shown?.info).toBe('console');
  expect(shown?.text).toContain('FAILS  NO-DEADLOCK');
  expect(shown?.text).toMatch(/✗ waits for ever/);
  expect(shown?.text).toMatch(/^ {2}replay: faultline replay 2020\/T20 .*\S$/m);
});

test('shows the lost store of 2022/T-24 in columns that a mail can quote', () => {
  const shown = readme.blocks.find(({ text }) =>
    text.startsWith('$ npx faultline check cases/2022-delayed-rmap/lost-store.ts'),
  );
  expect(shown?.info).toBe('console');
  const columns = shown?.text.split('\n').filter((line) => /^ {2}(?!replay)/.test(line)) ?? [];
  expect(Math.max(...columns.map((line) => line.length))).toBeLessThanOrEqual(72);
  for (const said of ['disk.blocks[0] 2 → 3', 'through a stale TLB entry', 'disk.blocks[0] 3 ≠ seen.stored 4'])
    expect(columns.some((line) => line.includes(said))).toBe(true);
});

test('names the two commands', () => {
  for (const command of ['npm ci && npx faultline check cases/2020-fuse-write', 'npm ci && npm test']) {
    expect(readme.blocks.some(({ info, text }) => info === 'sh' && text.split('\n').includes(command))).toBe(true);
  }
});
