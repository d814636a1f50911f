// SPDX-License-Identifier: MIT
// `npm run bench:reductions`: how many states each reduction saves. Each claim is searched with and without clearing dead
// locals and with and without the partial-order reduction, and all verdicts must be the same.

import { load, type Question } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { openProject } from '../src/cli/disk.ts';
import { compile } from '../src/compile/compile.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import type { Verdict } from '../src/explore/verdict.ts';

/** Beyond this a search is given up, and the table says so. */
const MOST_STATES = 100_000_000;

const columns = [
  { name: 'neither', keepDeadLocals: true, reduction: false },
  { name: 'dead locals cleared', keepDeadLocals: false, reduction: false },
  { name: 'partial order', keepDeadLocals: true, reduction: true },
  { name: 'both', keepDeadLocals: false, reduction: true },
];

const asked = process.argv.slice(2);
const project = openProject(import.meta.url);
const { questions } = load(
  project,
  select(project, asked.length > 0 ? asked : ['2022/T-24', '2022/T-34', '2022/T-5']).scenarios,
  null,
);

console.log(`| claim | variant | property | verdict | ${columns.map((column) => column.name).join(' | ')} |`);
console.log(`|---|---|---|---|${columns.map(() => '--:').join('|')}|`);
for (const question of questions) console.log(rowOf(question));

function rowOf({ claim, tree, scenario, layers }: Question): string {
  const found = columns.map(({ keepDeadLocals, reduction }) => {
    const program = compile(tree, { scenario, layers: layers.directories, judgeWarnings: false, keepDeadLocals });
    return verdictOf(program, claim.property, reduction);
  });
  const kinds = new Set(found.map((verdict) => verdict.kind).filter((kind) => kind !== 'unknown'));
  if (kinds.size > 1) process.exitCode = 1;
  const states = found.map(
    ({ kind, counts }) => `${kind === 'unknown' ? '> ' : ''}${counts.states.toLocaleString('en')}`,
  );
  return `| ${claim.id} | ${claim.variant} | ${claim.property} | ${[...kinds].join(' or ')} | ${states.join(' | ')} |`;
}

/** Without the search for the shortest story: only the states are asked for. */
function verdictOf(program: Program, judge: string, reduction: boolean): Verdict {
  const options = { ...DEFAULTS, judge, reduction, shortestStates: 0, maxStates: MOST_STATES };
  const run = explore(program, { ...options, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  return turn.value;
}
