// SPDX-License-Identifier: MIT
// `--memory`, and what cannot be asked of a memory that is weak.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { faultline } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const row = "id: 'm/1', by: 'me', thread: 'open', expect: 'holds'";
const at = join(folder, 'm.ts');
writeFileSync(
  at,
  `import { scenario, type u8 } from 'faultline';
class cell { n: u8 = 0; }
export default scenario({
  title: 'a store', world: () => ({ x: new cell() }), threads: { A(w) { w.x.n = 1; } },
  leadsTo: { arrives: [(w) => w.x.n === 0, (w) => w.x.n === 1] },
  sometimes: { stored: (w) => w.x.n > 0 },
  claims: [{ ${row}, property: 'NO-DEADLOCK' }, { ${row}, property: 'NO-LIVELOCK' }, { ${row}, property: 'arrives' }],
});
`,
);

const refusal = (property: string): string => `'${property}' where memory is weak`;

it('what could go on for ever is refused under weak, and decided under tso', async () => {
  const weak = await faultline('check', at, '--memory', 'weak');
  expect(weak.status).toBe(2);
  for (const property of ['NO-LIVELOCK', 'arrives']) expect(weak.err).toContain(refusal(property));
  expect(weak.err).not.toContain(refusal('NO-DEADLOCK'));
  expect(weak.out).toMatch(/weak +NO-DEADLOCK +holds/);
  const tso = await faultline('check', at, '--memory', 'tso');
  expect(tso.status).toBe(0);
  expect(tso.out).toContain('3 claims: 3 as expected');
});
