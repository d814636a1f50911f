// SPDX-License-Identifier: MIT
// Questions over texts instead of a disk: kernels, patches and diffs are found in them, and every row gets its answer.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Answerer } from '../../src/ask/answer.ts';
import { jobsOf } from '../../src/ask/jobs.ts';
import { load } from '../../src/ask/load.ts';
import type { Project } from '../../src/ask/project.ts';
import { select } from '../../src/ask/select.ts';
import { textFiles } from '../../src/ask/text-files.ts';
import { BadInput } from '../../src/ask/trouble.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

/** The upper version counts by twos. */
const mirror: Readonly<Record<string, string>> = {
  'k/v1/counter.ts': `import { type u8 } from 'faultline';
export class counter { n: u8 = 0; }
export function add(c: counter): void {
  c.n++;
}
`,
  'k/v2/counter.ts': `import { type counter } from '../v1/counter.ts';
export * from '../v1/counter.ts';
export function add(c: counter): void {
  c.n += 2;
}
`,
};

const files = {
  'cases/x/two.ts': `import { scenario } from 'faultline';
import { add, counter } from 'faultline/k/counter.ts';
export default scenario({
  title: 'two add',
  kernel: 'v1',
  world() { return { c: new counter() }; },
  threads: { A(w) { add(w.c); }, B(w) { add(w.c); } },
  atEnd: { two: (w) => w.c.n === 2, four: (w) => w.c.n === 4 },
  sometimes: { counted: (w) => w.c.n > 0 },
  claims: [
    { id: 'x/1', by: 'me', thread: 'open', expect: {
      '+': { two: 'fails', four: 'fails' },
      v2: { four: 'fails' },
      '+atomic': { two: 'holds' },
      'v2+folder': { four: 'holds' },
    } },
  ],
});
`,
  'cases/x/patches/atomic.diff': `--- a/counter.ts
+++ b/counter.ts
@@ -1,5 +1,5 @@
-import { type u8 } from 'faultline';
+import { atomically, type u8 } from 'faultline';
 export class counter { n: u8 = 0; }
 export function add(c: counter): void {
-  c.n++;
+  atomically(() => { c.n++; });
 }
`,
  'cases/x/patches/folder/counter.ts': `import { atomically } from 'faultline';
import { type counter } from 'faultline/k/counter.ts';
export * from 'faultline/k/counter.ts';
export function add(c: counter): void { atomically(() => { c.n += 2; }); }
`,
};

const project: Project = {
  files: textFiles({
    files,
    read: (path) => (path === 'src/lang/vocabulary.ts' ? vocabulary : (mirror[path] ?? null)),
    list: (folder) => Object.keys(mirror).filter((path) => path.startsWith(folder)),
  }),
  kernels: { v1: ['k/v1'], v2: ['k/v2', 'k/v1'] },
  cases: ['cases'],
};

test('every row is answered in its variant, and only failures have columns', () => {
  const { questions, diagnostics, problems } = load(project, select(project, []).scenarios, null);
  expect({ diagnostics, problems }).toEqual({ diagnostics: [], problems: [] });
  const answerer = new Answerer(
    { limits: { ...DEFAULTS }, detail: { full: false, free: false }, tells: 'all columns' },
    () => 0,
  );
  const answers = jobsOf(questions).flatMap((job) =>
    job.rows.map((row) => {
      const { verdict, story } = toEnd(answerer.answering(job, row));
      const { variant, property } = row.question.claim;
      return [variant, property, verdict.kind, story !== null && story.picture.length > 0];
    }),
  );
  expect(answers).toEqual([
    ['v1', 'two', 'fails', true], // both read 0
    ['v1', 'four', 'fails', true], // by ones
    ['v2', 'four', 'fails', true], // both read 0, by twos
    ['v1+atomic', 'two', 'holds', false],
    ['v2+folder', 'four', 'holds', false],
  ]);
});

test('what is not there is said as on a disk', () => {
  expect(load(project, [{ file: 'cases/x/two.ts', ids: null }], '+atom').problems[0]).toMatchObject({
    message: 'unknown patch atom in variant v1+atom',
    instead: 'did you mean atomic? one of: atomic, folder',
  });
  expect(() => select(project, ['cases/y'])).toThrow(BadInput);
  expect(project.files.isDirectory('cases/x/patches')).toBe(true);
  expect(project.files.problem('cases/x')).toBe('it is a folder');
});
