// SPDX-License-Identifier: MIT
// This side: searches one scenario file in a process of its own and prints a Measurement. The generated code is cold when
// the first search begins, so that time contains the engine's compiling. With `--again` a second search of the same
// program follows, which finds it compiled: as SPIN's verifier is before its clock starts.

import { readFileSync } from 'node:fs';
import { compile } from '../src/compile/compile.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import type { Counts } from '../src/explore/verdict.ts';
import { ModelError } from '../src/lang/diagnostic.ts';
import { parse } from '../src/lang/parse/parse.ts';
import type { Measurement } from './measurement.ts';

const [, , file = '', again] = process.argv;
console.log(JSON.stringify(measure(load(file))));

function load(file: string): Program {
  const { tree, diagnostics } = parse({ files: [file], sources: { read: (path) => readFileSync(path, 'utf8') } });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  const scenario = tree.scenarios.find((one) => one.file === file);
  if (scenario === undefined) throw new Error(`${file} has no scenario`);
  return compile(tree, { scenario, layers: [], judgeWarnings: false });
}

function measure(program: Program): Measurement {
  const first = search(program);
  const second = again === '--again' ? search(program) : null;
  const { states, transitions, memory } = first.counts;
  return { states, transitions, seconds: first.seconds, again: second?.seconds ?? null, bytes: memory };
}

function search(program: Program): { readonly counts: Counts; readonly seconds: number } {
  const before = process.cpuUsage();
  const run = explore(program, {
    ...DEFAULTS,
    judge: 'NO-DEADLOCK',
    reduction: false,
    now: () => performance.now(),
  });
  for (;;) {
    const turn = run.next();
    if (!turn.done) continue;
    if (turn.value.kind !== 'holds') throw new Error(`${file}: ${turn.value.kind}`);
    const { user, system } = process.cpuUsage(before);
    return { counts: turn.value.counts, seconds: (user + system) / 1e6 };
  }
}
