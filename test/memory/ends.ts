// SPDX-License-Identifier: MIT
// Where runs of a program come to rest.

import type { Program } from '../../src/compile/program.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { searching } from './compare-compiled.ts';

export interface Ends {
  /** What can be told of them, and whether some run is stuck. */
  readonly ends: ReadonlySet<string>;
  readonly states: number;
}

/** Null: there are more states than `most`, or another bound was met.
 *  @param text of the program, for who has to find out why it fails */
export function endsOf(program: Program, most: number, text: string): Ends | null {
  const { states, deadlocks, verdict } = toEnd(finalStates(program, { ...searching, maxStates: most }));
  if (verdict.kind === 'unknown') return null;
  // That no run comes to its end is one of the answers here.
  if (verdict.kind === 'fails' && verdict.failure.kind !== 'sometimes')
    throw new Error(`${verdict.failure.message}\n${text}`);
  const ends = new Set([...states.map((values) => values.join()), ...(deadlocks ? ['deadlock'] : [])]);
  return { ends, states: verdict.counts.states };
}
