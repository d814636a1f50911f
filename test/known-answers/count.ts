// SPDX-License-Identifier: MIT
// Counts everything that a scenario file can reach: parse, compile, explore, without a budget and, unless asked for, without reduction.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { parse } from '../../src/lang/parse/parse.ts';
import type { ClaimRow, ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';

export const root = join(import.meta.dirname, '../..');

/** What is published of a model. */
export interface Answer {
  readonly states: number;
  /** Edges, repeats counted. */
  readonly transitions: number;
  readonly depth: number;
  /** States without a successor; a deadlock where the threads run for ever, else the end. */
  readonly deadEnds: number;
}

/** @param judge a property that holds, so that the search ends only when everything has been seen */
export function count(file: string, judge: string): Answer {
  const { kind, counts } = verdictOf(file, judge);
  if (kind !== 'holds') throw new Error(`${file}: '${judge}' ${kind}, so the count is not complete`);
  const { states, transitions, depth, deadEnds } = counts;
  return { states, transitions, depth, deadEnds };
}

export function verdictOf(file: string, judge: string, reduction = false): Verdict {
  const { tree, scenario } = read(file);
  if (scenario === null) throw new Error(`${file} has no scenario`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false });
  const run = explore(program, { ...DEFAULTS, judge, reduction, now: () => 0 });
  for (;;) {
    const turn = run.next();
    if (turn.done) return turn.value;
  }
}

/** None where the file has no scenario of its own. */
export function claimsOf(file: string): readonly ClaimRow[] {
  return read(file).scenario?.claims ?? [];
}

export function read(file: string): { readonly tree: Tree; readonly scenario: ScenarioDeclaration | null } {
  const sources = { read: (path: string) => readFileSync(join(root, path), 'utf8') };
  const { tree, diagnostics } = parse({ files: [file], sources });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  return { tree, scenario: tree.scenarios.find((one) => one.file === file) ?? null };
}
