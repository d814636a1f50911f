// SPDX-License-Identifier: MIT
// `npm run bench:memory`: what `tso` and `weak` cost beside `sc`, in states, in bytes of a state and in time. Each model is searched to its
// end, whatever fails in it, without the reduction, which only `sc` has.

import type { Question } from '../src/ask/load.ts';
import { compile } from '../src/compile/compile.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import type { Verdict } from '../src/explore/verdict.ts';
import { memoryModels } from '../src/lang/tree.ts';
import { asked, orStop, targets } from './asked.ts';
import { questionsOf } from './questions.ts';

/** Beyond this a search is given up, and the table says so. */
const MOST_STATES = 1_000_000;

const models = [
  'examples/kit/atomic.ts',
  'examples/kit/completion.ts',
  'examples/kit/mutex.ts',
  'examples/kit/rwsem.ts',
  'examples/kit/seqlock.ts',
  'examples/kit/xarray.ts',
  'examples/kit/percpu-rwsem.ts',
  'cases/2020-lock-page/mapcount-vs-lock.ts',
  'cases/2022-lockless-pte/pae-barriers.ts',
  'cases/2006-fault-vs-truncate/barriers-new-table.ts',
];

const { words } = asked({
  command: 'bench:memory',
  about: 'What tso and weak cost beside sc: states, bytes of a state, seconds.',
  words: { ...targets, about: `${targets.about}; without one, ten models`, least: 0 },
  options: {},
  example: 'examples/kit/mutex.ts',
});
const questions = orStop(() => questionsOf(words.length > 0 ? words : models, null));

console.log(
  `| model | ${memoryModels.join(' | ')} | ${memoryModels.map((one) => `bytes, ${one}`).join(' | ')} | seconds |`,
);
console.log(`|---|${memoryModels.map(() => '--:|--:|').join('')}--:|`);
for (const question of firstOfEach(questions)) console.log(rowOf(question));

/** The kernel as it is, and what is named first. */
function firstOfEach(all: readonly Question[]): readonly Question[] {
  return [...new Map([...all].reverse().map((question) => [question.claim.case, question])).values()].reverse();
}

interface Cost {
  readonly states: string;
  readonly bytes: number;
  readonly seconds: number;
}

function rowOf({ claim, tree, scenario, layers }: Question): string {
  const costs = memoryModels.map((memory): Cost => {
    const program = compile(tree, { scenario, layers: layers.directories, judgeWarnings: false, memory });
    const begun = performance.now();
    const { kind, counts } = searched(program);
    const states = `${kind === 'unknown' ? '> ' : ''}${counts.states.toLocaleString('en')}`;
    return { states, bytes: 4 * program.words, seconds: (performance.now() - begun) / 1000 };
  });
  const cells = [
    claim.case.replace(/^(examples|cases)\//, '').replace(/\.ts$/, ''),
    ...costs.map(({ states }) => states),
    ...costs.map(({ bytes }) => bytes.toLocaleString('en')),
    costs.map(({ seconds }) => seconds.toFixed(seconds < 1 ? 2 : 1)).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** To the end: nothing of what is judged ends it. */
function searched(program: ReturnType<typeof compile>): Verdict {
  const options = { ...DEFAULTS, judge: 'NO-DEADLOCK', reduction: false, shortestStates: 0, maxStates: MOST_STATES };
  const run = explore(program, { ...options, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  return turn.value;
}
