// SPDX-License-Identifier: MIT
// Explores to the end with a clock that stands still: tests depend on no time.

import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';

export function check(program: Program, judge: string, options: Partial<Options> = {}): Verdict {
  const run = explore(program, { ...DEFAULTS, now: () => 0, ...options, judge });
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
