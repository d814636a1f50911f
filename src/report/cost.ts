// SPDX-License-Identifier: MIT
// What a failure costs whoever wants to see it: the fewest steps of the environment, compared with what the claim says.
// A story that is not proved to be the shortest only says that so many are enough, so it can refute and not confirm.

import type { Verdict } from '../explore/verdict.ts';
import { count, counted } from './numbers.ts';

interface Asked {
  readonly claim: { readonly property: string; readonly environmentSteps: number | null };
  readonly verdict: Verdict;
}

export interface Cost {
  readonly standing: 'equal' | 'different' | 'unproved';
  /** `needs 1 environment step, 2 expected`. */
  readonly text: string;
}

/** Null where the claim asks for no number, or where its property did not fail. */
export function costOf({ claim, verdict }: Asked): Cost | null {
  const expected = claim.environmentSteps;
  if (expected === null || verdict.kind !== 'fails' || verdict.failure.property !== claim.property) return null;
  const { trace } = verdict.failure;
  if (trace === null) return { standing: 'unproved', text: `no story says how much it needs, ${expected} expected` };
  const found = trace.environmentSteps;
  // There are no fewer than none.
  const isLeast = trace.shortest || found === 0;
  const steps = counted(found, 'environment step');
  if (isLeast && found === expected) return { standing: 'equal', text: `needs ${steps}` };
  const text = `needs ${isLeast ? '' : 'at most '}${steps}, ${count(expected)} expected`;
  if (isLeast || found < expected) return { standing: 'different', text };
  return { standing: 'unproved', text: `${text}: not proved to be the fewest` };
}
