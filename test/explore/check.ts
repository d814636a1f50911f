// SPDX-License-Identifier: MIT
// Explores to the end with a clock that stands still: tests depend on no time.

import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import type { Sought } from '../../src/explore/judge.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';

/** @param sought what SAME-OUTCOMES looks for */
export function check(
  program: Program,
  judge: string,
  options: Partial<Options> = {},
  sought: Sought | null = null,
): Verdict {
  const run = explore(program, { ...DEFAULTS, now: () => 0, ...options, judge }, sought);
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return turn.value;
  }
}

export function failureOf(verdict: Verdict): Failure {
  if (verdict.kind !== 'fails') throw new Error(`the verdict is ${verdict.kind}`);
  return verdict.failure;
}

export const FULL: Partial<Options> = { reduction: false };
