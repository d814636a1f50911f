// SPDX-License-Identifier: MIT
// What explore() says about a random program, with and without reduction, against each other and against what the plain
// interpreter has seen where it saw everything.

import type { Program } from '../../../src/compile/program.ts';
import { PropertyFault } from '../../../src/compile/tell/searched.ts';
import { explore } from '../../../src/explore/explore.ts';
import { DEFAULTS, type Options } from '../../../src/explore/options.ts';
import type { Compared } from '../lockstep.ts';

const STATES = 20_000;

function kindOf(program: Program, judge: string, options: Partial<Options>): string {
  try {
    const run = explore(program, {
      ...DEFAULTS,
      now: () => 0,
      maxStates: STATES,
      shortestStates: 0,
      ...options,
      judge,
    });
    for (;;) {
      const turn = run.next();
      if (turn.done === true) return turn.value.kind;
    }
  } catch (error) {
    if (error instanceof PropertyFault) return 'property';
    throw error;
  }
}

/** Null where the interpreter cannot tell. */
function expected(judge: string, seen: Compared): string | null {
  if (!seen.complete || seen.faults.has('pool') || judge === 'NO-LIVELOCK') return null;
  if ([...seen.untrue].some((name) => name === `?${judge}`)) return null;
  if (seen.faults.size > 0) return 'fails';
  if (judge === 'NO-DEADLOCK') return seen.deadlocks > 0 ? 'fails' : 'holds';
  // A property of the end that is never judged is a proof about nothing.
  if (judge === 'atEnd' && seen.ends === 0) return 'fails';
  return seen.untrue.has(judge) ? 'fails' : 'holds';
}

export function compareVerdicts(program: Program, seen: Compared): string | null {
  for (const judge of ['NO-DEADLOCK', 'NO-LIVELOCK', 'ASSERTS', 'always', 'atEnd']) {
    const full = kindOf(program, judge, { reduction: false });
    const reduced = kindOf(program, judge, { reduction: true });
    const deep = kindOf(program, judge, { reduction: true, order: 'depth-first' });
    const known = expected(judge, seen);
    if (known !== null && full !== known) return `${judge}: explored ${full}, interpreted ${known}`;
    if (seen.faults.size > 0 && full === 'holds') return `${judge}: explored ${full}, interpreted a violation`;
    for (const other of [reduced, deep]) {
      // A pool may be found empty, or a property go wrong, before or after something else is found.
      const apart = [full, other].some((kind) => kind === 'unknown' || kind === 'property');
      if (!apart && other !== full) return `${judge}: in full ${full}, with reduction ${reduced}, depth first ${deep}`;
    }
  }
  return null;
}
