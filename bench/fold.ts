// SPDX-License-Identifier: MIT
// `npm run bench:fold`: what keeping states folded costs in time and saves in memory: one claim searched by one thread, plain
// and folded in turn, after a first search of each that leaves the code compiled. Processor time; all counts must be the same.

import { explore } from '../src/explore/explore.ts';
import { toEnd } from '../src/explore/pace.ts';
import { asked, orStop } from './asked.ts';
import { median } from './measurement.ts';
import { ofOneClaim, oneClaim } from './one-claim.ts';

const command = 'bench:fold';
const given = asked({
  command,
  about: 'One claim searched plain and with its states folded, the two in turn: processor time, and bytes a state.',
  ...ofOneClaim,
  example: 'bench/models/peterson-5.ts --no-reduction',
});
const { program, options, runs } = orStop(() => oneClaim(command, given));
console.log(`${program.words} words a state`);

const sides = ['never', 'always'] as const;
const seconds: number[][] = sides.map(() => []);
const counted = new Set<string>();
for (let run = 0; run <= runs; run++) {
  for (const [side, fold] of sides.entries()) {
    const before = process.cpuUsage();
    const { counts } = toEnd(explore(program, { ...options, fold }));
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
