// SPDX-License-Identifier: MIT
// `npm run bench:liveness`: what a question about endless runs costs beside one about states, on one model: processor time
// and bytes, the two in turn, all in one process, after a first search that leaves the code compiled.

import { readFileSync } from 'node:fs';
import { compile } from '../src/compile/compile.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import type { Verdict } from '../src/explore/verdict.ts';
import { parse } from '../src/lang/parse/parse.ts';
import { median } from './measurement.ts';

const [, , file = 'bench/models/retry.ts', runs = '3'] = process.argv;
const { tree } = parse({ files: [file], sources: { read: (path) => readFileSync(path, 'utf8') } });
const scenario = tree.scenarios.find((one) => one.file === file);
if (scenario === undefined) throw new Error(`${file} has no scenario`);
const program = compile(tree, { scenario, layers: [], judgeWarnings: false });
const asked = ['NO-DEADLOCK', 'NO-LIVELOCK', ...program.leadsTo.map(({ name }) => name)];

const seconds = new Map<string, number[]>(asked.map((name) => [name, []]));
const bytes = new Map<string, number>();
search(program, 'NO-DEADLOCK');
for (let run = 0; run < Number(runs); run++) {
  for (const name of asked) {
    const { verdict, spent } = search(program, name);
    seconds.get(name)?.push(spent);
    bytes.set(name, verdict.counts.memory);
    if (run === 0)
      console.log(
        `${name}: ${verdict.kind}, ${verdict.counts.states} states, ${verdict.counts.transitions} transitions`,
      );
  }
}
const plain = { seconds: median(seconds.get('NO-DEADLOCK') ?? []), bytes: bytes.get('NO-DEADLOCK') ?? Number.NaN };
for (const name of asked) {
  const [time, memory] = [median(seconds.get(name) ?? []), bytes.get(name) ?? Number.NaN];
  const ratios = `${(time / plain.seconds).toFixed(2)} times, ${(memory / plain.bytes).toFixed(2)} times`;
  console.log(`${name}: ${time.toFixed(1)} s, ${Math.round(memory / 2 ** 20)} MiB (${ratios})`);
}

function search(program: Program, judge: string): { readonly verdict: Verdict; readonly spent: number } {
  const before = process.cpuUsage();
  const run = explore(program, { ...DEFAULTS, judge, reduction: false, now: () => performance.now() });
  for (;;) {
    const turn = run.next();
    if (!turn.done) continue;
    const { user, system } = process.cpuUsage(before);
    return { verdict: turn.value, spent: (user + system) / 1e6 };
  }
}
