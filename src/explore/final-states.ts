// SPDX-License-Identifier: MIT
// Every state in which runs of a program can end, as the values of its outcomes. All of them or an answer that says why
// not: where a run breaks, or a bound ends the search, what was found is told beside that.
//
// The reduction reaches every state at rest (reduction.ts), so it loses none.

import type { Program } from '../compile/program.ts';
import { explore } from './explore.ts';
import type { Sought } from './judge.ts';
import type { Options, Progress, Stop } from './options.ts';
import type { Verdict } from './verdict.ts';

export interface FinalStates {
  /** In each, the values of the outcomes, in their order. */
  readonly states: readonly (readonly number[])[];
  /** Whether some run is blocked for ever: it has no final state. */
  readonly deadlocks: boolean;
  /** `holds`: these are all. A failure is that of a run that breaks. */
  readonly verdict: Verdict;
}

export function* finalStates(
  program: Program,
  options: Omit<Options, 'judge'>,
): Generator<Progress, FinalStates, Stop> {
  const found = new Map<string, readonly number[]>();
  let deadlocks = false;
  const collector: Sought = {
    message: '',
    is(rest, states, at) {
      if (rest === 'end') {
        const values = program.outcomes.map((one) => one.value(states, at));
        found.set(values.join(' '), values);
      } else deadlocks = true;
      return false;
    },
  };
  const verdict = yield* explore(program, { ...options, judge: 'SAME-OUTCOMES', shortestStates: 0 }, collector);
  return { states: [...found.values()], deadlocks, verdict };
}
