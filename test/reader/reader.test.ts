// SPDX-License-Identifier: MIT
// The inputs that `npm run fuzz:reader` would begin with, without those of the kernels, which take longer; and what it
// found, each once.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exitStatus } from '../../src/cli/exit.ts';
import { programs } from '../fuzz.ts';
import { ask, wrongWith } from './ask.ts';
import { copyOf, Models } from './models.ts';
import { smallest } from './smallest.ts';

const copy = copyOf('.');
afterAll(() => rmSync(copy, { recursive: true, force: true }));
const models = new Models(copy);

test('spoiled models end with a verdict or with a diagnostic', async () => {
  const ends = new Map<number, number>();
  const wrong: string[] = [];
  const seeds = Array.from({ length: programs(200) }, (_, i) => i + 1);
  for (const seed of seeds) {
    const input = models.input(seed);
    if (input.scenario.startsWith('cases/')) continue;
    const asked = await models.spoil(input, () => ask(copy, input.scenario));
    ends.set(asked.status, (ends.get(asked.status) ?? 0) + 1);
    const trouble = wrongWith(asked);
    if (trouble !== null) wrong.push(`seed ${seed}: ${trouble}`);
  }
  expect(wrong).toEqual([]);
  // Both: some are refused, and some are still models, which somebody has to compile and to search.
  expect(ends.get(exitStatus.badInput) ?? 0).toBeGreaterThan(seeds.length / 4);
  const { expected, unexpected, undecided } = exitStatus;
  const answered = [expected, unexpected, undecided].map((status) => ends.get(status) ?? 0);
  expect(answered.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(seeds.length / 20);
});

test('a file that goes too deep, below a patch that changes a class: the place is told', async () => {
  mkdirSync(join(copy, 'deep/patches/P'), { recursive: true });
  const page = "import { type u8 } from 'faultline';\nexport class page { n: u8 = 0; }\n";
  writeFileSync(join(copy, 'deep/page.ts'), page);
  writeFileSync(join(copy, 'deep/patches/P/page.ts'), page.replace('n: u8', 'more: u8 = 1; n: u8'));
  const nested = `${'('.repeat(300)}w.p.n${')'.repeat(300)}`;
  writeFileSync(
    join(copy, 'deep/m.ts'),
    `import { scenario } from 'faultline';
import { page } from './page.ts';
export default scenario({
  title: 'deep', world: () => ({ p: new page() }), threads: { A(w) { w.p.n = ${nested}; } },
  sometimes: { s: (w) => w.p.n === 0 },
  claims: [{ id: 'd', by: 'me', variant: '+P', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }],
});
`,
  );
  const asked = await ask(copy, 'deep/m.ts');
  expect(wrongWith(asked)).toBeNull();
  expect(asked.said).toMatch(/deep\/m\.ts:4:\d+: code that nests more than 200 deep/);
});

test('a seed is one input', () => {
  expect(models.input(7)).toEqual(models.input(7));
  expect(models.input(7).text).not.toBe(models.input(7).before);
});

test('a fault of the checker, a trace, silence and a long time are failures', () => {
  const well = { status: exitStatus.badInput, said: 'a.ts:1:1: …', seconds: 0.1 };
  expect(wrongWith(well)).toBeNull();
  expect(wrongWith({ ...well, status: exitStatus.checkerBug })).not.toBeNull();
  expect(wrongWith({ ...well, said: 'Error\n    at f (a.ts:1:2)\n' })).not.toBeNull();
  expect(wrongWith({ ...well, said: '\n' })).not.toBeNull();
  expect(wrongWith({ ...well, seconds: 100 })).not.toBeNull();
});

test('an input that fails is made smaller', async () => {
  const text = 'a\nb\nthe xylophone\nc\n';
  expect(await smallest(text, async (one) => one.includes('x'))).toBe('x');
});
