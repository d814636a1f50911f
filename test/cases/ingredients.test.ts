// SPDX-License-Identifier: MIT
// What a case's README says of its lines: each `faultline ingredients …` in it that is followed by a count has that count. The
// larger ones take minutes: `INGREDIENTS=all npx vitest run test/cases/ingredients.test.ts` runs those as well.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../docs/markdown.ts';
import { ProjectCopy } from '../docs/project.ts';

const folder = new URL('cases/', root);
const counted = /`(faultline\s+ingredients\s[^`]+)`,\s+(\d+)\s+of\s+(\d+)\s+needed/g;

const commands = readdirSync(folder).flatMap((name) =>
  [...readFileSync(new URL(`${name}/README.md`, folder), 'utf8').matchAll(counted)].map(
    ([, words = '', ...counts]) => ({
      command: words.replaceAll(/\s+/g, ' '),
      counts: counts.map(Number),
    }),
  ),
);

test('there are as many as were written', () => expect(commands.length).toBe(24));

describe('ingredients', () => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());

  const small = commands.filter(({ counts }) => process.env.INGREDIENTS === 'all' || (counts[1] ?? 0) <= 15);
  test.each(small)('$command', async ({ command, counts }) => {
    const { output, status } = await project.run(`npx ${command}`);
    const [, all, needed] = /^(\d+) ingredients: (\d+) needed/m.exec(output) ?? [];
    expect([Number(needed), Number(all), status]).toEqual([...counts, 0]);
  });
});
