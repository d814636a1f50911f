// SPDX-License-Identifier: MIT
// The machine beside the axioms: of a program, the final states that only one of them has.

import { answer, readTest } from '../litmus/answer.ts';
import { type Model, outcomesOf } from './axioms.ts';
import { litmusOf, type SmallProgram } from './programs.ts';

export interface Difference {
  readonly model: Model;
  /** What the axioms allow and the machine does not show. */
  readonly missing: readonly string[];
  /** What the machine shows and no execution has. */
  readonly extra: readonly string[];
}

export type Compared =
  | { readonly kind: 'same'; readonly states: number }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] }
  /** Too large for the oracle, or the machine met a bound: nothing is said. */
  | { readonly kind: 'left out'; readonly why: string };

export function compared(program: SmallProgram, asked: readonly Model[], most: number): Compared {
  const allowed = outcomesOf(program, asked, most);
  if (allowed === null) return { kind: 'left out', why: 'too many candidate executions' };
  const test = readTest(litmusOf(program));
  const differences: Difference[] = [];
  let states = 0;
  for (const model of asked) {
    const { states: shown, bound, broken } = answer(test, { memory: model });
    if (bound !== null || broken !== null) return { kind: 'left out', why: `${model}: ${bound ?? broken}` };
    const found = new Set(shown.map(({ values }) => values.map((one) => `${one.name}=${one.text}`).join(' ')));
    states += found.size;
    const missing = [...allowed[model]].filter((one) => !found.has(one));
    const extra = [...found].filter((one) => !allowed[model].has(one));
    if (missing.length + extra.length > 0) differences.push({ model, missing, extra });
  }
  return differences.length === 0 ? { kind: 'same', states } : { kind: 'different', differences };
}
