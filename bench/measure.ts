// SPDX-License-Identifier: MIT
// This side: one search of one scenario file in a process of its own, printed as a Measurement. Only the search is timed;
// the code generated for the model is cold when it starts, so its warming up, and the engine's compiling it, is part of the time.

import { readFileSync } from 'node:fs';
import { compile } from '../src/compile/compile.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { ModelError } from '../src/lang/diagnostic.ts';
import { parse } from '../src/lang/parse/parse.ts';
import type { Measurement } from './measurement.ts';

const file = process.argv[2] ?? '';
console.log(JSON.stringify(measure()));

function measure(): Measurement {
  const { tree, diagnostics } = parse({ files: [file], sources: { read: (path) => readFileSync(path, 'utf8') } });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  const scenario = tree.scenarios.find((one) => one.file === file);
  if (scenario === undefined) throw new Error(`${file} has no scenario`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false });
  const options = { ...DEFAULTS, judge: 'NO-DEADLOCK', reduction: false, now: () => performance.now() };
  const before = process.cpuUsage();
  const run = explore(program, options);
  for (;;) {
    const turn = run.next();
    if (!turn.done) continue;
    const { kind, counts } = turn.value;
    if (kind !== 'holds') throw new Error(`${file}: ${kind}`);
    const { user, system } = process.cpuUsage(before);
    const { states, transitions, memory } = counts;
    return { states, transitions, seconds: (user + system) / 1e6, bytes: memory };
  }
}
