// SPDX-License-Identifier: MIT
// `faultline litmus` as its user sees it: the block, what is compared, exit statuses, JSON.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultline } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-litmus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const store = (name: string, result: string): string =>
  `C ${name}\n(* Result: ${result} *)\n{}\nP0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n`;

describe('litmus', () => {
  it('prints the block of herd, and a run', async () => {
    const { status, out } = await faultline('litmus', written('a.litmus', store('a', 'Always')));
    expect(out).toBe(`Test a Allowed
States 1
[x]=1;
Ok
Witnesses
Positive: 1 Negative: 0
Condition exists ([x]=1)
Observation a Always 1 0

  sc · 1 thread · 2 states

  P0
  ──────────────────────────────────────────────────────────────────────
  x 0 → 1
  ✗ ~exists ([x]=1) is false when all have finished:
      x = 1
`);
    expect(status).toBe(0);
  });

  it('compares with what comments say', async () => {
    const right = written('right.litmus', store('right', 'Always'));
    const wrong = written('wrong.litmus', store('wrong', 'Never'));
    const { status, out } = await faultline('litmus', right, wrong, '--expect', 'comments');
    expect(status).toBe(1);
    expect(out).toMatch(/not as expected: Never\n[\s\S]*2 tests: 2 Always, 1 as expected, 1 not as expected\n$/);
  });

  it('answers the others where one is refused', async () => {
    const bad = written('bad.litmus', 'C bad\n{}\nP0(int *x) { goto out; }\nexists (x=1)\n');
    const { status, out, err } = await faultline('litmus', bad, written('good.litmus', store('good', 'Always')));
    expect(status).toBe(2);
    expect(err).toMatch(/bad\.litmus:3:14: the statement `goto out;`\n.*\n.*\^/);
    expect(out).toMatch(/Observation good Always 1 0\n[\s\S]*2 tests: 1 Always, 1 refused\n$/);
  });

  it('ends undecided where a budget ends', async () => {
    const { status, out } = await faultline('litmus', 'examples/litmus/SB.litmus', '--max-states', '3');
    expect(status).toBe(3);
    expect(out).toMatch(/^Undef$[\s\S]*^Observation SB Unknown /m);
    expect(out).toMatch(/Flag incomplete: more than 3 states/);
  });

  it('writes JSON', async () => {
    const { out } = await faultline('litmus', 'examples/litmus/SB.litmus', '--json');
    const { schema, memory, tests } = JSON.parse(out);
    expect({ schema, memory }).toEqual({ schema: 'faultline.litmus/1', memory: 'sc' });
    expect(tests).toMatchObject([{ name: 'SB', observation: 'Never', ok: false, standing: 'not compared' }]);
    expect(tests[0].states).toHaveLength(3);
  });
});
