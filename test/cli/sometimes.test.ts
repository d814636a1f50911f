// SPDX-License-Identifier: MIT
// A `sometimes` of one variant: it is asked there and nowhere else. And one that can never be true is said before the search.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { faultline } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function model(name: string, sometimes: string, rows = ''): string {
  const at = join(folder, name);
  mkdirSync(join(at, 'patches/counted'), { recursive: true });
  writeFileSync(
    join(at, 'cell.ts'),
    `import { type u8 } from 'faultline';
export class cell { value: u8 = 0; counted: u8 = 0; }
export function store(c: cell): void { c.value = 1; }
`,
  );
  writeFileSync(
    join(at, 'patches/counted/cell.ts'),
    `import { cell } from '../../cell.ts';
export * from '../../cell.ts';
export function store(c: cell): void { c.value = 1; c.counted = 1; }
`,
  );
  const claim = "by: 'me', property: 'small', thread: 'open', expect: 'holds'";
  writeFileSync(
    join(at, 'm.ts'),
    `import { scenario } from 'faultline';
import { cell, store } from './cell.ts';
export default scenario({
  title: 'a store', world: () => ({ c: new cell() }), threads: { A(w) { store(w.c); } },
  always: { small: (w) => w.c.value < 2, none: (w) => w.c.value === 0 },
  sometimes: { ${sometimes} },
  claims: [{ id: 'm/1', ${claim} }, { id: 'm/1', variant: '+counted', ${claim} }${rows}],
});
`,
  );
  return join(at, 'm.ts');
}

const stored = 'stored: (w) => w.c.value === 1';

it('is asked of its variants alone', async () => {
  const when = "counted: { variants: ['+counted'], when: (w) => w.c.counted === 1 }";
  const { status, out, err } = await faultline('check', model('one', `${stored}, ${when}`));
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out.match(/holds {4}as expected/g)).toHaveLength(2);
});

it('fails there and nowhere else where it is never seen', async () => {
  const when = "twice: { variants: ['+counted'], when: (w) => w.c.counted === 2 }";
  const { status, out } = await faultline('check', model('two', `${stored}, ${when}`));
  expect(status).toBe(1);
  expect(out).toMatch(/^m\/1 {2}- .* holds {4}as expected/m);
  expect(out).toMatch(/^m\/1 {2}\+counted .* fails {4}UNEXPECTED/m);
  expect(out).toContain("'twice' is never true");
});

it('that reads nothing that changes, and is false, is refused before the search, with its variant', async () => {
  const fails = ", { id: 'm/2', by: 'me', property: 'none', thread: 'open', expect: 'fails' }";
  const file = model('three', `${stored}, counted: (w) => w.c.counted === 1`, fails);
  const { status, out, err } = await faultline('check', file);
  expect(status).toBe(2);
  expect(err).toMatch(/m\.ts:6:\d+: 'counted' can never be true\n/);
  expect(err).toMatch(/why: {5}in the model without patches nothing changes what it reads, and it is false/);
  expect(out).toMatch(/^m\/1 {2}\+counted .* holds {4}as expected/m);
  // A failure needs nothing to be seen.
  expect(out).toMatch(/^m\/2 {2}- .* fails {4}as expected/m);
});

it('a variant that is tried and of which nothing has to be seen is refused', async () => {
  const both = "stored: { variants: ['', '+counted'], when: (w) => w.c.value === 1 }";
  const file = model('four', both);
  expect((await faultline('check', file)).status).toBe(0);
  mkdirSync(join(file, '../patches/other'), { recursive: true });
  writeFileSync(
    join(file, '../patches/other/cell.ts'),
    "import { cell } from '../../cell.ts';\nexport * from '../../cell.ts';\nexport function store(c: cell): void { c.value = 0; c.value = 1; }\n",
  );
  const { status, err } = await faultline('check', file, '--variant', '+other');
  expect(status).toBe(2);
  expect(err).toMatch(/a scenario without a sometimes: \+other/);
});
