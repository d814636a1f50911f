// SPDX-License-Identifier: MIT
// What the checker says that compilers may make of a program, beside all rewritings of it: final states that only one of them has.

import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { readTest } from '../litmus/answer.ts';
import { compiledOutcomes } from './compiled.ts';
import { litmusOf, registersOf, type SmallProgram } from './programs.ts';

export const searching = { ...DEFAULTS, now: () => 0, shortestStates: 0 };

export function compiledWith(program: SmallProgram, compiler: boolean, memory: MemoryModel = 'sc'): Program {
  const { tree, scenario } = readTest(litmusOf(program));
  return compile(tree, { scenario, layers: [], judgeWarnings: false, compiler, memory });
}

/** Null: a bound was met. */
export function finalsOf(program: SmallProgram, compiler: boolean, memory: MemoryModel = 'sc'): Set<string> | null {
  const compiled = compiledWith(program, compiler, memory);
  const { states, verdict } = toEnd(finalStates(compiled, searching));
  if (verdict.kind === 'unknown') return null;
  if (verdict.kind === 'fails') throw new Error(`${litmusOf(program)}${verdict.failure.message}`);
  const names = [
    ...program.threads.flatMap((thread, i) => registersOf(thread).map((one) => `${i}:${one}`)),
    ...Object.keys(program.variables),
  ];
  return new Set(states.map((values) => names.map((name, i) => `${name}=${values[i]}`).join(' ')));
}

export interface Compared {
  /** Shown, and no rewriting has it. */
  readonly extra: readonly string[];
  /** Of some rewriting, and not shown. */
  readonly missing: readonly string[];
  /** Whether there is more than without a compiler. */
  readonly more: boolean;
}

/** Null: too large for the rewriting. */
export function comparedCompiled(program: SmallProgram, most?: number): Compared | null {
  const allowed = compiledOutcomes(program, program.threads.map(registersOf), most);
  if (allowed === null) return null;
  const [shown, plain] = [finalsOf(program, true), finalsOf(program, false)];
  if (shown === null || plain === null) return null;
  return {
    extra: [...shown].filter((one) => !allowed.has(one)),
    missing: [...allowed].filter((one) => !shown.has(one)),
    more: shown.size > plain.size,
  };
}
