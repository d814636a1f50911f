// SPDX-License-Identifier: MIT
// `npm run bench:cores`: one claim searched by one thread and by several, the two in turn, after a first search of each that
// leaves the code compiled: time on the wall, because that is what several cores are for, and processor time, which tells what
// it costs also where the cores are busy with other work. All counts have to be the same.

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { judgesWarnings, programOf } from '../src/ask/decide.ts';
import { load } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { openProject } from '../src/cli/disk.ts';
import { Threads } from '../src/cli/team.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { SIZES, type Team } from '../src/explore/team.ts';
import type { Counts } from '../src/explore/verdict.ts';
import { median } from './measurement.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: `${availableParallelism()}` },
    runs: { type: 'string', default: '3' },
    states: { type: 'string', default: '4000000' },
    variant: { type: 'string' },
    property: { type: 'string' },
    'no-reduction': { type: 'boolean', default: false },
  },
});
const project = openProject(import.meta.url);
const { questions } = load(project, select(project, positionals).scenarios, values.variant ?? null);
const question = questions.find(({ claim }) => values.property === undefined || claim.property === values.property);
if (question === undefined) throw new Error('no such claim');
const judge = question.claim.property;
const program: Program = programOf(question, judgesWarnings(judge));

const team = new Threads(Number(values.workers), SIZES, new URL('../../../dist/helper.js', import.meta.url));
const sides: readonly (Team | null)[] = [null, team];
const speeds: number[][] = sides.map(() => []);
const counted = new Set<string>();
for (let run = 0; run <= Number(values.runs); run++) {
  for (const [side, helpers] of sides.entries()) {
    const began = performance.now();
    const before = process.cpuUsage();
    const { milliseconds, memory, ...counts } = await search(helpers);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const spent = ((user + system) / 1e6).toFixed(2);
    counted.add(JSON.stringify(counts));
    if (run > 0) speeds[side]?.push(counts.transitions / seconds / 1e6);
    const who = helpers === null ? 'one thread' : `${helpers.size} threads`;
    console.log(
      `${who}: ${counts.states} states, ${seconds.toFixed(2)} s, ${spent} s of processors, ${(memory / counts.states).toFixed(1)} bytes a state`,
    );
  }
}
await team.end();
const [alone = Number.NaN, together = Number.NaN] = speeds.map(median);
console.log(
  `${alone.toFixed(2)} and ${together.toFixed(2)} million transitions a second: ${(together / alone).toFixed(2)} times`,
);
if (counted.size > 1) {
  console.log([...counted].join('\n'));
  process.exitCode = 1;
}

async function search(helpers: Team | null): Promise<Counts> {
  const reduction = !values['no-reduction'];
  const options = { ...DEFAULTS, judge, reduction, team: helpers, maxStates: Number(values.states), shortestStates: 0 };
  const run = explore(program, { ...options, now: () => performance.now() });
  for (let turn = run.next(); ; turn = run.next()) {
    if (turn.done === true) return turn.value.counts;
    await setImmediate();
  }
}
