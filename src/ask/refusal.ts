// SPDX-License-Identifier: MIT
// Errors that are the model's fault, as diagnostics: a model that cannot be compiled, and a property that goes wrong while
// it is evaluated. Everything else is a fault of ours.

import { PropertyFault } from '../compile/tell/searched.ts';
import { type Diagnostic, ModelError } from '../lang/diagnostic.ts';
import { lineAt } from '../lang/tree.ts';
import type { Question } from './load.ts';
import { BadModel } from './trouble.ts';

export function refusalOf(error: unknown, question: Question): BadModel | null {
  if (error instanceof ModelError) return new BadModel(error.diagnostics);
  if (error instanceof PropertyFault) return new BadModel([propertyDiagnostic(error, question)]);
  return null;
}

function propertyDiagnostic(error: PropertyFault, { tree, claim }: Question): Diagnostic {
  const { fault } = error;
  return {
    place: fault.place,
    kind: 'model',
    what: `a property cannot be evaluated: ${fault.message}`,
    why: `properties are looked at in every state, also in those where this goes wrong (${claim.id} ${claim.variant})`.replace(
      ' )',
      ')',
    ),
    instead:
      fault.kind === 'endless'
        ? 'a loop with a bound: `for (let i: u8 = 0; i < N; i++)`'
        : 'a test before it: `x === null || …`, or a ghost that says whether the object is there',
    source: lineAt(tree, fault.place),
  };
}
