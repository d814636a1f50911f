// SPDX-License-Identifier: MIT
// `npm run bench:cores`: one claim searched by one thread and by several, the two in turn, after a first search of each that
// leaves the code compiled: time on the wall, because that is what several cores are for, and processor time, which tells what
// it costs also where the cores are busy with other work. All counts have to be the same.

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Threads } from '../src/cli/team.ts';
import { explore } from '../src/explore/explore.ts';
import { SIZES, type Team } from '../src/explore/team.ts';
import type { Counts } from '../src/explore/verdict.ts';
import { median } from './measurement.ts';
import { oneClaim } from './one-claim.ts';

const { program, options, runs, own } = oneClaim({ workers: { type: 'string', default: `${availableParallelism()}` } });

const team = new Threads(Number(own.workers), SIZES, new URL('../../../dist/helper.js', import.meta.url));
const sides: readonly (Team | null)[] = [null, team];
const speeds: number[][] = sides.map(() => []);
const counted = new Set<string>();
for (let run = 0; run <= runs; run++) {
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
  const run = explore(program, { ...options, team: helpers });
  for (let turn = run.next(); ; turn = run.next()) {
    if (turn.done === true) return turn.value.counts;
    await setImmediate();
  }
}
