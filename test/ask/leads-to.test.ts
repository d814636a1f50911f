// SPDX-License-Identifier: MIT
// What leads to what, asked of another kernel, with a patch, with a diff of the command, and where objects come out of a pool.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exploration, Programs } from '../../src/ask/decide.ts';
import { withDiffs } from '../../src/ask/given.ts';
import { load } from '../../src/ask/load.ts';
import type { Project } from '../../src/ask/project.ts';
import { select } from '../../src/ask/select.ts';
import { textFiles } from '../../src/ask/text-files.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

const door = (body: string): string => `import { type bool, type u8 } from 'faultline';
export class door { asked: bool = false; open: bool = false; looked: u8 = 0 }
export function answer(d: door): void { ${body} }
`;
const opens = 'if (d.asked) d.open = true;';
const looks = 'if (d.asked) d.looked = 1;';
/** The body of answer() as a diff has it. */
const diff = (from: string, to: string): string => `--- a/door.ts
+++ b/door.ts
@@ -3,1 +3,1 @@
-export function answer(d: door): void { ${from} }
+export function answer(d: door): void { ${to} }
`;

/** Kernel v1 opens the door, v2 only looks; so does the patch `looks`. */
const files = {
  'linux/v1/door.ts': door(opens),
  'linux/v2/door.ts': `export * from 'faultline/linux/v1/door.ts';
import { type door } from 'faultline/linux/v1/door.ts';
export function answer(d: door): void { ${looks} }
`,
  'cases/x/patches/looks.diff': diff(opens, looks),
  'mend.diff': diff(looks, opens),
  'spoil.diff': diff(opens, looks),
  'cases/x/s.ts': `import { scenario } from 'faultline';
import { answer, door } from 'faultline/linux/door.ts';
export default scenario({
  title: 'somebody asks for a door to be opened',
  kernel: 'v1',
  world() { return { d: new door() }; },
  threads: { T(w) { w.d.asked = true; } },
  daemons: { D: (w) => answer(w.d) },
  leadsTo: { 'it is opened': [(w) => w.d.asked, (w) => w.d.open] },
  sometimes: { asked: (w) => w.d.asked },
  claims: [{ id: 'x/1', by: 'me', thread: 'open', property: 'it is opened', expect: 'holds' }],
});
`,
};

const project: Project = {
  files: textFiles({ files, read: (path) => (path === 'src/lang/vocabulary.ts' ? vocabulary : null), list: () => [] }),
  kernels: { v1: ['linux/v1'], v2: ['linux/v2', 'linux/v1'] },
  cases: ['cases'],
};

/** Variants and verdicts of all rows. */
function decided(asked: Project, variant: string | null): readonly string[] {
  const { questions, diagnostics } = load(asked, select(asked, []).scenarios, variant);
  expect(diagnostics).toEqual([]);
  return questions.map((question) => {
    const { verdict } = toEnd(exploration(new Programs(), question, { ...DEFAULTS, now: () => 0 }));
    return `${question.claim.variant} ${verdict.kind}`;
  });
}

describe('leadsTo', () => {
  test('in the kernel of the row', () => expect(decided(project, null)).toEqual(['v1 holds']));
  test('in another kernel', () => expect(decided(project, 'v2')).toEqual(['v2 fails']));
  test('with a diff of the command, on the kernel of the row', () =>
    expect(decided(withDiffs(project, ['spoil.diff']), null)).toEqual(['v1+spoil.diff fails']));
  test('with a diff of the command, on another kernel', () =>
    expect(decided(withDiffs(project, ['mend.diff']), 'v2')).toEqual(['v2+mend.diff holds']));
  test('with a patch', () => expect(decided(project, 'v1+looks')).toEqual(['v1+looks fails']));
});
