// SPDX-License-Identifier: MIT
// `npm run bench:fold`: what keeping states folded costs in time and saves in memory: one claim searched by one thread, plain
// and folded in turn, after a first search of each that leaves the code compiled. Processor time; all counts must be the same.

import { parseArgs } from 'node:util';
import { judgesWarnings, programOf } from '../src/ask/decide.ts';
import { load } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { openProject } from '../src/cli/disk.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { toEnd } from '../src/explore/pace.ts';
import { median } from './measurement.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
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
const program = programOf(question, judgesWarnings(judge));
console.log(`${program.words} words a state`);

const sides = ['never', 'always'] as const;
const seconds: number[][] = sides.map(() => []);
const counted = new Set<string>();
for (let run = 0; run <= Number(values.runs); run++) {
  for (const [side, fold] of sides.entries()) {
    const before = process.cpuUsage();
    const options = { ...DEFAULTS, judge, fold, reduction: !values['no-reduction'], maxStates: Number(values.states) };
    const { counts } = toEnd(explore(program, { ...options, shortestStates: 0, now: () => performance.now() }));
    const { user, system } = process.cpuUsage(before);
    const { milliseconds, memory, ...rest } = counts;
    counted.add(JSON.stringify(rest));
    if (run > 0) seconds[side]?.push((user + system) / 1e6);
    const each = (memory / counts.states).toFixed(1);
    console.log(
      `folded ${fold}: ${counts.states} states, ${((user + system) / 1e6).toFixed(2)} s, ${each} bytes a state`,
    );
  }
}
const [plain = Number.NaN, folded = Number.NaN] = seconds.map(median);
console.log(`${plain.toFixed(2)} s and ${folded.toFixed(2)} s: ${(folded / plain).toFixed(2)} times`);
if (counted.size > 1) {
  console.log([...counted].join('\n'));
  process.exitCode = 1;
}
