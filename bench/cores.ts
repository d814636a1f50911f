// SPDX-License-Identifier: MIT
// `npm run bench:cores`: one claim searched by one thread and by several, the two in turn, after a first search of each that
// leaves the code compiled: time on the wall, because that is what several cores are for, and processor time, which tells what
// it costs also where the cores are busy with other work. Where the system tells it of threads, the processor time of the
// busiest one is beside it: the time on the wall that remains where no other work has the cores, and nobody waits at a gate. All counts
// have to be the same.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Threads } from '../src/cli/team.ts';
import { explore } from '../src/explore/explore.ts';
import { SIZES, type Team } from '../src/explore/team.ts';
import type { Counts } from '../src/explore/verdict.ts';
import { asked, orStop, wrong } from './asked.ts';
import { median } from './measurement.ts';
import { type Model, models } from './models.ts';
import { ofOneClaim, oneClaim } from './one-claim.ts';
import { buildVerifier, wallOfSpin } from './spin.ts';

const command = 'bench:cores';
const { values, words } = asked({
  command,
  about: 'One claim searched by one thread and by several, the two in turn: time on the wall, and of the processors.',
  words: ofOneClaim.words,
  options: {
    workers: { kind: 'number', initial: availableParallelism(), least: 2, about: 'threads that search together' },
    spin: { kind: 'text', about: 'part of the name of a model of models.ts: the same in SPIN, by so many processes' },
    ...ofOneClaim.options,
  },
  example: "examples/beem/peterson-4.ts --no-reduction --spin 'peterson, 4'",
});
const beside = orStop(() => modelCalled(values.spin));
const { program, options, runs } = orStop(() => oneClaim(command, { values, words }));

const team = new Threads(values.workers, SIZES, new URL('../../../dist/helper.js', import.meta.url));
const sides: readonly (Team | null)[] = [null, team];
const speeds: number[][] = sides.map(() => []);
const busiest: number[][] = sides.map(() => []);
const counted = new Set<string>();
for (let run = 0; run <= runs; run++) {
  for (const [side, helpers] of sides.entries()) {
    const began = performance.now();
    const before = process.cpuUsage();
    const threads = secondsOfThreads();
    const { milliseconds, memory, ...counts } = await search(helpers);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const spent = ((user + system) / 1e6).toFixed(2);
    counted.add(JSON.stringify(counts));
    const most = Math.max(...[...secondsOfThreads()].map(([id, now]) => now - (threads.get(id) ?? 0)));
    if (run > 0) {
      speeds[side]?.push(counts.transitions / seconds / 1e6);
      busiest[side]?.push(most);
    }
    const who = helpers === null ? 'one thread' : `${helpers.size} threads`;
    console.log(
      `${who}: ${counts.states} states, ${seconds.toFixed(2)} s, ${spent} s of processors, the busiest thread ${most.toFixed(2)} s, ${(memory / counts.states).toFixed(1)} bytes a state`,
    );
  }
}
await team.end();
const [alone = Number.NaN, together = Number.NaN] = speeds.map(median);
console.log(
  `${alone.toFixed(2)} and ${together.toFixed(2)} million transitions a second: ${(together / alone).toFixed(2)} times`,
);
const [one = Number.NaN, several = Number.NaN] = busiest.map(median);
console.log(`by the busiest thread ${(one / several).toFixed(2)} times`);
if (beside !== null) besideSpin(beside, values.workers);
if (counted.size > 1) {
  console.log([...counted].join('\n'));
  process.exitCode = 1;
}

/** By its number, what each thread of this process has had of the processors; none where the system does not say. */
function secondsOfThreads(): Map<string, number> {
  const folder = '/proc/self/task';
  if (!existsSync(folder)) return new Map();
  const seconds = (id: string): number => Number(readFileSync(`${folder}/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
  return new Map(readdirSync(folder).map((id) => [id, seconds(id)]));
}

async function search(helpers: Team | null): Promise<Counts> {
  const run = explore(program, { ...options, team: helpers });
  for (let turn = run.next(); ; turn = run.next()) {
    if (turn.done === true) return turn.value.counts;
    await setImmediate();
  }
}

function modelCalled(name: string | undefined): Model | null {
  if (name === undefined) return null;
  const model = models.find((one) => one.name.includes(name));
  if (model !== undefined) return model;
  throw wrong({ command }, `--spin '${name}'`, `it is a part of one of: ${models.map((one) => one.name).join('; ')}`);
}

function besideSpin(model: Model, cores: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    const [one, several] = [1, cores].map((some) => {
      const verifier = buildVerifier(model, folder, some);
      const took = Array.from({ length: runs }, () => wallOfSpin(verifier, model));
      if (took.some(({ states }) => states !== model.states)) throw new Error('SPIN counts other states');
      const seconds = median(took.map((run) => run.seconds));
      console.log(`SPIN, ${some} cores: ${model.states} states, ${seconds.toFixed(2)} s`);
      return seconds;
    });
    console.log(`SPIN: ${((one ?? Number.NaN) / (several ?? Number.NaN)).toFixed(2)} times`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
