// SPDX-License-Identifier: MIT
// The inputs that `npm run fuzz:reader` would begin with, without those of the kernels, which take longer; and what it
// found, each once.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
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
  const seeds = Array.from({ length: programs(100) }, (_, i) => i + 1);
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

describe('below a patch that changes a class, the place of what is no matter of shapes is told', () => {
  const page = "import { type u8 } from 'faultline';\nexport class page { n: u8 = 0; }\n";
  const model = (value: string): string => `import { scenario } from 'faultline';
import { page } from './page.ts';
export default scenario({
  title: 'spoiled', world: () => ({ p: new page() }), threads: { A(w) { w.p.n = ${value}; } },
  sometimes: { s: (w) => w.p.n === 0 },
  claims: [{ id: 's', by: 'me', variant: '+P', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }],
});
`;
  test.each([
    [`${'('.repeat(300)}w.p.n${')'.repeat(300)}`, /spoiled\/m\.ts:4:\d+: code that nests more than 200 deep/],
    ['1 > ? 2', /spoiled\/m\.ts:4:\d+: Expression expected/],
  ])('%#', async (value, message) => {
    mkdirSync(join(copy, 'spoiled/patches/P'), { recursive: true });
    writeFileSync(join(copy, 'spoiled/page.ts'), page);
    writeFileSync(join(copy, 'spoiled/patches/P/page.ts'), page.replace('n: u8', 'more: u8 = 1; n: u8'));
    writeFileSync(join(copy, 'spoiled/m.ts'), model(value));
    const asked = await ask(copy, 'spoiled/m.ts');
    expect(wrongWith(asked)).toBeNull();
    expect(asked.said).toMatch(message);
  });
  test('in a file of helpers', async () => {
    writeFileSync(
      join(copy, 'spoiled/max.ts'),
      "import { type u8 } from 'faultline';\nexport function one(a: u8): u8 { return a > ? 1; }\n",
    );
    writeFileSync(join(copy, 'spoiled/m.ts'), `import { one } from './max.ts';\n${model('one(w.p.n)')}`);
    const asked = await ask(copy, 'spoiled/m.ts');
    expect(wrongWith(asked)).toBeNull();
    expect(asked.said).toMatch(/spoiled\/max\.ts:2:\d+: Expression expected/);
  });
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
