// SPDX-License-Identifier: MIT
// Data races by the axioms of the kernel's model: in some execution that is allowed, an access reads past a write of another thread, or
// comes to stand before it, and did not have to be made before it. One of the two is plain.

import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { readTest } from '../litmus/answer.ts';
import { isKernels } from './axioms.ts';
import { candidates, type Execution, TooMany } from './executions.ts';
import { litmusOf, type SmallProgram } from './programs.ts';
import { closed, either, has, inverse, seq } from './relations.ts';

/** Null: there are too many candidates. */
export function races(program: SmallProgram, most: number): boolean | null {
  try {
    for (const { execution } of candidates(program, () => true, most))
      if (hasRace(execution) && isKernels(execution)) return true;
  } catch (error) {
    if (error instanceof TooMany) return null;
    throw error;
  }
  return false;
}

function hasRace({ events, po, rf, co }: Execution): boolean {
  const fr = seq(inverse(rf), co);
  const made = closed(either(po, rf));
  return events.some((missed, a) =>
    events.some((access, b) => {
      if (missed.kind !== 'write' || access.thread < 0 || missed.thread < 0 || access.thread === missed.thread)
        return false;
      if (missed.order !== 'plain' && access.order !== 'plain') return false;
      return (has(fr, b, a) || has(co, b, a)) && !has(made, b, a);
    }),
  );
}

/** What the checker says. */
export function raceVerdict(program: SmallProgram): Verdict['kind'] {
  const { tree, scenario } = readTest(litmusOf(program));
  const compiled = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' });
  return toEnd(explore(compiled, { ...DEFAULTS, now: () => 0, judge: 'NO-DATA-RACE', shortestStates: 0 })).kind;
}
