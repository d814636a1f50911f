// SPDX-License-Identifier: MIT
// `npm run bench:liveness`: what a question about endless runs costs beside one about states, on one model: processor time
// and bytes, the two in turn, all in one process, after a first search that leaves the code compiled.

import { asked, orStop } from './asked.ts';
import { median } from './measurement.ts';
import { programIn, searched } from './searched.ts';

const { values, words } = asked({
  command: 'bench:liveness',
  about: 'A question about endless runs beside one about states, in turn: processor time and bytes.',
  words: { form: '[file]', about: 'with one scenario (bench/models/retry.ts)', least: 0, most: 1 },
  options: { runs: { kind: 'number', initial: 3, about: 'runs of each question, after a first one' } },
  example: 'bench/models/retry.ts --runs 5',
});
const [file = 'bench/models/retry.ts'] = words;
const program = orStop(() => programIn(file));
const properties = ['NO-DEADLOCK', 'NO-LIVELOCK', ...program.leadsTo.map(({ name }) => name)];

const seconds = new Map<string, number[]>(properties.map((name) => [name, []]));
const bytes = new Map<string, number>();
searched(program, 'NO-DEADLOCK');
for (let run = 0; run < values.runs; run++) {
  for (const name of properties) {
    const { verdict, seconds: spent } = searched(program, name);
    seconds.get(name)?.push(spent);
    bytes.set(name, verdict.counts.memory);
    if (run === 0)
      console.log(
        `${name}: ${verdict.kind}, ${verdict.counts.states} states, ${verdict.counts.transitions} transitions`,
      );
  }
}
const plain = { seconds: median(seconds.get('NO-DEADLOCK') ?? []), bytes: bytes.get('NO-DEADLOCK') ?? Number.NaN };
for (const name of properties) {
  const [time, memory] = [median(seconds.get(name) ?? []), bytes.get(name) ?? Number.NaN];
  const ratios = `${(time / plain.seconds).toFixed(2)} times, ${(memory / plain.bytes).toFixed(2)} times`;
  console.log(`${name}: ${time.toFixed(1)} s, ${Math.round(memory / 2 ** 20)} MiB (${ratios})`);
}
