// SPDX-License-Identifier: MIT
// Mutants that were made by hand, beside what `faultline ingredients` takes out of the same functions: one of its ingredients comes
// to the same model, and is needed. One pair of each kind; `npm run mutants` asks all of them, which takes minutes.

import { expect, test } from 'vitest';
import { exploration, Programs } from '../../src/ask/decide.ts';
import { load, type Question } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { type Mutant, mutantsIn, waysTo } from '../mutants/pairs.ts';

const project = openProject(import.meta.url);

function found(question: Question): unknown {
  const now = (): number => performance.now();
  const { verdict } = toEnd(exploration(new Programs(), question, { ...DEFAULTS, now }));
  return { verdict: verdict.kind, states: verdict.counts.states };
}

const read = new Map<string, readonly Mutant[]>();

function pairIn(file: string, patch: string): Mutant {
  const all = read.get(file) ?? mutantsIn(load(project, select(project, [`cases/${file}`]).scenarios, null).questions);
  read.set(file, all);
  const pair = all.find((one) => one.patch === patch);
  if (pair === undefined) throw new Error(`${file} has no mutant ${patch}`);
  return pair;
}

test.each([
  ['2006-fault-vs-truncate/barriers.ts', 'no-rmb', 'barrier', 'smp_rmb()', 151],
  ['2006-fault-vs-truncate/barriers.ts', 'no-wmb', 'barrier', 'smp_wmb()', 161],
  ['2021-gfs2-page-faults/count.ts', 'no-done_before', 're-check', 'ret >= 0 → false', 41],
  ['2021-gfs2-page-faults/straddle.ts', 'no-trim', 'statement', /^from\.count = min\(/, 20],
  ['2022-lockless-pte/gup-reuse.ts', 'no-put', 'reference', 'put_page(folio)', 138],
  [
    '2022-delayed-rmap/dirty-order.ts',
    'marked-last',
    'order',
    'atomic_add_negative(page) before set_page_dirty(page)',
    14,
  ],
] as const)('%s: %s is an ingredient, and needed', (file, patch, kind, what, states) => {
  const pair = pairIn(file, patch);
  const ways = waysTo(project, pair).filter(({ isMutant }) => isMutant);
  expect(ways.map(({ ingredient }) => ingredient)).toEqual([
    expect.objectContaining({ kind, what: typeof what === 'string' ? what : expect.stringMatching(what) }),
  ]);
  const fails = { verdict: 'fails', states };
  expect(ways.map(({ question }) => question && found(question))).toEqual([fails]);
  expect(found(pair.mutant)).toEqual(fails);
});
