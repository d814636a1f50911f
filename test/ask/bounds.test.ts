// SPDX-License-Identifier: MIT
// What a `holds` about endless runs says of environments that stop: what is found where they do not.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Answerer } from '../../src/ask/answer.ts';
import { jobsOf } from '../../src/ask/jobs.ts';
import { load } from '../../src/ask/load.ts';
import type { Project } from '../../src/ask/project.ts';
import { select } from '../../src/ask/select.ts';
import { textFiles } from '../../src/ask/text-files.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { plain } from '../../src/report/paint.ts';
import { verdictLine, widthsOf } from '../../src/report/text.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

/** T waits until it sees the flag down. A round of E that has begun may finish; with two steps, no other one begins. */
const scenario = (environment: string, answer: string): string => `
import { array, type bool, scenario, type u8 } from 'faultline';
class memory { busy: bool = false; done: bool = false; n: u8 = 0; small: array<bool, 3> = array(3, false); }
export default scenario({
  title: 'a flag',
  world() { return { m: new memory() }; },
  threads: { T(w) { while (w.m.busy) {} w.m.done = true; } },
  environment: { E: ${environment} },
  leadsTo: { answer: [(w) => w.m.busy || w.m.n > 0, (w) => ${answer}] },
  sometimes: { done: (w) => w.m.done },
  claims: [{ id: 'x/1', by: 'me', thread: 'open', property: 'answer', expect: 'holds' }],
});
`;
const pulse = 'w.m.busy = true; w.m.busy = false;';
const count = 'if (w.m.n < 3) { w.m.n++; w.m.busy = false; }';

test.each([
  [
    'fails',
    `{ steps: 2, run(w) { ${pulse} } }`,
    'w.m.done',
    'fair to T; only because E stops: without that bound it fails',
  ],
  ['holds', `{ steps: 2, run(w) { ${count} } }`, 'w.m.done', 'fair to T; also without the bound of E'],
  // Which was given, and is not the same as a bound that does not matter.
  [null, `(w) => { ${count} }`, 'w.m.done', 'fair to T; nothing is owed to E at its top'],
  // Beyond the bound, n is 3: no element of the array has that number.
  [
    'unknown',
    `{ steps: 2, run(w) { ${count} } }`,
    'w.m.done && !w.m.small[w.m.n]',
    'fair to T; without the bound of E it is not known',
  ],
])('without the bound: %s', (unbounded, environment, answer, remark) => {
  const files = { 'cases/x/flag.ts': scenario(environment, answer) };
  const project: Project = {
    files: textFiles({
      files,
      read: (path) => (path === 'src/lang/vocabulary.ts' ? vocabulary : null),
      list: () => [],
    }),
    kernels: {},
    cases: ['cases'],
  };
  const { questions, diagnostics } = load(project, select(project, []).scenarios, null);
  expect(diagnostics).toEqual([]);
  const given = { limits: { ...DEFAULTS }, detail: { full: false, free: false }, tells: 'all columns' } as const;
  const answerer = new Answerer(given, () => 0);
  const [job] = jobsOf(questions);
  const [row] = job?.rows ?? [];
  if (job === undefined || row === undefined) throw new Error('no row');
  const { verdict } = toEnd(answerer.answering(job, row));
  if (verdict.kind !== 'holds') throw new Error(`the verdict is ${verdict.kind}`);
  expect(verdict.fairness).toMatchObject({ owed: ['T'], free: ['E'], unbounded });
  const { claim } = row.question;
  const result = { claim, verdict, replay: null, traceVariant: '', diagnoses: [] };
  expect(
    verdictLine(result, widthsOf([claim]), plain)
      .split('  ')
      .at(-1),
  ).toBe(remark);
});
