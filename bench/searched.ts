// SPDX-License-Identifier: MIT
// One scenario file compiled and searched, with the processor time that the search took.

import { readFileSync } from 'node:fs';
import { compile } from '../src/compile/compile.ts';
import type { Program } from '../src/compile/program.ts';
import { explore } from '../src/explore/explore.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { toEnd } from '../src/explore/pace.ts';
import type { Verdict } from '../src/explore/verdict.ts';
import { ModelError } from '../src/lang/diagnostic.ts';
import { parse } from '../src/lang/parse/parse.ts';

export function programIn(file: string): Program {
  const { tree, diagnostics } = parse({ files: [file], sources: { read: (path) => readFileSync(path, 'utf8') } });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  const scenario = tree.scenarios.find((one) => one.file === file);
  if (scenario === undefined) throw new Error(`${file} has no scenario`);
  return compile(tree, { scenario, layers: [], judgeWarnings: false });
}

/** Without reduction, to its end. */
export function searched(program: Program, judge: string): { readonly verdict: Verdict; readonly seconds: number } {
  const before = process.cpuUsage();
  const run = explore(program, { ...DEFAULTS, judge, reduction: false, now: () => performance.now() });
  const verdict = toEnd(run);
  const { user, system } = process.cpuUsage(before);
  return { verdict, seconds: (user + system) / 1e6 };
}
