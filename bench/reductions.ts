// SPDX-License-Identifier: MIT
// `npm run bench:reductions`: what each reduction saves, and costs. A row of each of the large models, or all rows of what is
// named, is searched without any, with dead locals cleared, and with the partial-order reduction, with dead memory cleared,
// with one of interchangeable threads for all, and with all three on top of that. All must say the same. States, and seconds of processor time of a search that is warm.

import type { Question } from '../src/ask/load.ts';
import { compile, keepingDeadLocals } from '../src/compile/compile.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS, type Options } from '../src/explore/options.ts';
import type { Verdict } from '../src/explore/verdict.ts';
import { asked, orStop, targets } from './asked.ts';
import { questionsOf } from './questions.ts';

/** Beyond this a search is given up, and the table says so. */
const MOST_STATES = 20_000_000;
/** Searched before the clock starts. */
const WARM_STATES = 50_000;

const columns: readonly (Pick<Options, 'reduction' | 'only'> & { name: string; keepsDead: boolean })[] = [
  { name: 'none', keepsDead: true, reduction: false },
  { name: 'dead locals', keepsDead: false, reduction: false },
  { name: '+ partial order', keepsDead: false, reduction: true, only: 'steps' },
  { name: '+ dead memory', keepsDead: false, reduction: true, only: 'memory' },
  { name: '+ threads', keepsDead: false, reduction: true, only: 'threads' },
  { name: '+ all', keepsDead: false, reduction: true },
];

/** Each of 100,000 states and more, and each holds: a failure would end the search. */
const large: readonly (readonly [file: string, variant: string, property: string])[] = [
  ['cases/2022-delayed-rmap/nadav-munmap.ts', 'v6.0+V6', 'P1'],
  ['cases/2022-delayed-rmap/nadav-madvise.ts', 'v6.0+V6', 'P1'],
  ['cases/2022-delayed-rmap/s390.ts', 'v6.0+s390', 'P1'],
  ['cases/2022-delayed-rmap/collect.ts', 'v6.0', 'P1'],
  ['cases/2022-delayed-rmap/reclaim-defers.ts', 'v6.0+V8+flush-before-unlock', 'P1'],
  ['cases/2022-delayed-rmap/truncate.ts', 'v6.0+V8', 'P5'],
  ['cases/2022-delayed-rmap/unmap-order.ts', 'v6.0+V6', 'P1'],
  ['cases/2022-deferred-flush/four-threads.ts', 'v6.0+generations', 'P10'],
  ['cases/2022-lockless-pte/pae-four-threads.ts', 'v6.0-pae', 'P7'],
  ['cases/2020-fuse-write/generic-write-vs-read.ts', 'v5.9', 'NO-DEADLOCK'],
  ['cases/2020-fuse-write/iomap-write-vs-read.ts', 'v5.9', 'NO-DEADLOCK'],
  ['cases/2015-reclaim-defers-flush/flusher.ts', 'v6.18+flush-before-unlock', 'P1'],
  ['examples/asid/3-tasks.ts', '', 'ASSERTS'],
  ['examples/beem/anderson-4.ts', '', 'mutual exclusion'],
  ['examples/beem/peterson-4.ts', '', 'mutual exclusion'],
  ['examples/beem/mcs-3.ts', '', 'mutual exclusion'],
  ['cases/2022-delayed-rmap/five-threads.ts', 'v6.0+V8+flush-before-unlock', 'P1'],
];

const { words } = asked({
  command: 'bench:reductions',
  about: 'What each reduction saves, and costs: states, and seconds of a search that is warm.',
  words: { ...targets, about: `${targets.about}; without one, a row of each of the large models`, least: 0 },
  options: {},
  example: '2020/T20',
});
const questions =
  words.length > 0
    ? orStop(() => questionsOf(words, null))
    : large.flatMap(([file, variant, property]) => {
        const found = questionsOf([file], null).filter(
          ({ claim }) => claim.variant === variant && claim.property === property,
        );
        if (found.length === 0) throw new Error(`${file} has no row for ${property} of '${variant}'`);
        return found.slice(0, 1);
      });

console.log(`| claim | variant | property | verdict | ${columns.map((column) => column.name).join(' | ')} |`);
console.log(`|---|---|---|---|${columns.map(() => '--:').join('|')}|`);
for (const question of questions) console.log(rowOf(question));

function rowOf({ claim, tree, scenario, layers }: Question): string {
  const found = columns.map(({ keepsDead, reduction, only }) => {
    const { directories, patches, removed } = layers;
    const model = { scenario, layers: directories, patches, removed, judgeWarnings: false };
    const cleared = compile(tree, { ...model, variant: claim.variant });
    const program = keepsDead ? keepingDeadLocals(cleared) : cleared;
    const options = { reduction, ...(only === undefined ? {} : { only }) };
    verdictOf(program, claim.property, { ...options, maxStates: WARM_STATES });
    const before = process.cpuUsage();
    const verdict = verdictOf(program, claim.property, { ...options, maxStates: MOST_STATES });
    const { user, system } = process.cpuUsage(before);
    return { verdict, seconds: (user + system) / 1e6 };
  });
  const kinds = new Set(found.map(({ verdict }) => verdict.kind).filter((kind) => kind !== 'unknown'));
  if (kinds.size > 1) process.exitCode = 1;
  const states = found.map(
    ({ verdict: { kind, counts }, seconds }) =>
      `${kind === 'unknown' ? '> ' : ''}${counts.states.toLocaleString('en')}, ${seconds.toFixed(2)} s`,
  );
  return `| ${claim.id} | ${claim.variant} | ${claim.property} | ${[...kinds].join(' or ')} | ${states.join(' | ')} |`;
}

/** Without the search for the shortest story: only the states are asked for. */
function verdictOf(program: Program, judge: string, more: Partial<Options>): Verdict {
  const options = { ...DEFAULTS, judge, shortestStates: 0, ...more };
  const run = explore(program, { ...options, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  return turn.value;
}
