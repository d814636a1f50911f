// SPDX-License-Identifier: MIT
// Where outcomes are compared, a question has two sides. Apart from load.ts, so that who only answers reads no model.

import type { Question } from './load.ts';

/** The other side of a comparison, asked as if it were its own variant. */
export function otherSide(question: Question): Question | null {
  const { claim, as, asRead, tree, scenario } = question;
  if (as === null || claim.as === null) return null;
  const swapped = { claim: { ...claim, variant: claim.as, as: claim.variant }, layers: as, as: question.layers };
  return asRead === null
    ? { ...question, ...swapped }
    : { ...question, ...swapped, ...asRead, asRead: { tree, scenario } };
}
