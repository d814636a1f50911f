// SPDX-License-Identifier: MIT
// `compiler: true` of a scenario and of a row, and `--compiler` beside it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { faultline } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was tested need not be what is used: as it stands, it is. */
const model = (claims: string, scenario = ''): string => `import { assert, scenario, type u8 } from 'faultline';
class cell { n: u8 = 1; }
export default scenario({
  title: 'a look', ${scenario}world: () => ({ x: new cell() }),
  threads: {
    A(w) { const n = w.x.n; if (n === 1) assert(n === 1, 'tested'); },
    B(w) { w.x.n = 2; },
  },
  sometimes: { stored: (w) => w.x.n > 1 },
  claims: [${claims}],
});
`;
const about = "id: 'm/1', by: 'me', property: 'ASSERTS', thread: 'open'";
const checked = async (text: string, ...flags: readonly string[]) => {
  const at = join(folder, 'm.ts');
  writeFileSync(at, text);
  const { status, out, err } = await faultline('check', at, '--no-cache', ...flags);
  return { status, err, lines: out.split('\n').filter((line) => / ASSERTS +(holds|fails) /.test(line)), out };
};
const both = `{ ${about}, rows: [{ expect: 'holds' }, { compiler: true, expect: 'fails' }] }`;

it('is asked of the rows that say so, and of no other', async () => {
  const { status, lines, out } = await checked(model(both));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^m\/1 +- +ASSERTS +holds +as expected/);
  expect(lines[1]).toMatch(/^m\/1 +- compiler +ASSERTS +fails +as expected/);
  expect(out).toMatch(/compiler · 2 threads/);
  expect(out).toMatch(/replay: .* --compiler /);
  expect(status).toBe(0);
});

it('with the flag, those rows; where there is none, all of them', async () => {
  const said = await checked(model(both), '--compiler');
  expect(said.lines).toEqual([expect.stringMatching(/- compiler +ASSERTS +fails +as expected/)]);
  const none = await checked(model(`{ ${about}, expect: 'holds' }`), '--compiler');
  expect(none.lines).toEqual([expect.stringMatching(/- compiler +ASSERTS +fails +UNEXPECTED/)]);
});

it('is that of a scenario for its rows that say nothing else', async () => {
  const rows = `{ ${about}, rows: [{ expect: 'fails' }, { compiler: false, expect: 'holds' }] }`;
  const { status, lines } = await checked(model(rows, 'compiler: true, '));
  expect(lines.map((line) => /compiler/.test(line))).toEqual([true, false]);
  expect(status).toBe(0);
  const only = await checked(model(`{ ${about}, expect: 'fails' }`, 'compiler: true, '));
  expect(only.out).toMatch(/replay: (?!.*--compiler)/);
  expect(only.status).toBe(0);
});

it('what replays one program means the code as it stands, where there is both', async () => {
  const at = join(folder, 'm.ts');
  // Also where the first row is asked of another memory.
  const rows = `rows: [{ compiler: true, memory: 'weak', expect: 'fails' }, { expect: 'holds' }]`;
  for (const text of [model(both), model(`{ ${about}, ${rows} }`)]) {
    writeFileSync(at, text);
    const { out } = await faultline('run', at);
    expect(out).toMatch(/one run/);
    expect(out).not.toMatch(/compiler|weak/);
  }
  const { out } = await checked(model(both));
  const [, trace = ''] = /--compiler (\S+)/.exec(out) ?? [];
  expect((await faultline('replay', at, '--compiler', trace)).out).toContain('by the compiler');
});

it('has to be written out, and two rows that differ by it are two', async () => {
  expect((await checked(model(`{ ${about}, expect: 'holds', compiler: !false }`))).err).toContain('computed');
  expect(
    (
      await checked(
        model(`{ ${about}, rows: [{ expect: 'fails', compiler: true }, { expect: 'fails', compiler: true }] }`),
      )
    ).status,
  ).toBe(2);
});

it('is asked of a variant that no row names, too', async () => {
  writeFileSync(
    join(folder, 'value.ts'),
    "import type { u8 } from 'faultline';\nexport function value(): u8 {\n  return 2;\n}\n",
  );
  const diff = join(folder, 'three.diff');
  writeFileSync(diff, '--- a/value.ts\n+++ b/value.ts\n@@ -3,1 +3,1 @@\n-  return 2;\n+  return 3;\n');
  const text = `import { value } from './value.ts';\n${model(both).replace('w.x.n = 2', 'w.x.n = value()')}`;
  const { lines } = await checked(text, '--patch', diff);
  expect(lines.map((line) => / ASSERTS +(holds|fails) /.exec(line)?.[1])).toEqual(['holds', 'fails']);
});
