// SPDX-License-Identifier: MIT
// Mutants of the cases: a variant that holds, and a patch on top with which the same property fails. Beside each, the ingredients of
// the functions that the patch changes, and which of them come to the same model.

import { judgesWarnings, programOf } from '../../src/ask/decide.ts';
import type { Question } from '../../src/ask/load.ts';
import type { Project } from '../../src/ask/project.ts';
import { askedWithout, functionsIn, ingredientsIn, type Placed, takenOut } from '../../src/ask/taken-out.ts';
import { link } from '../../src/compile/link/link.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { type DeclarationId, nameOf } from '../../src/lang/tree.ts';
import { memoryOf } from '../../src/report/claim.ts';

export interface Mutant {
  readonly base: Question;
  readonly mutant: Question;
  readonly patch: string;
}

/** One of what differs by its property alone. @param questions of one scenario, of all its variants */
export function mutantsIn(questions: readonly Question[]): readonly Mutant[] {
  const all = questions.flatMap((mutant): readonly Mutant[] => {
    const { variant, expect, property, as } = mutant.claim;
    const at = variant.lastIndexOf('+');
    if (at < 1 || expect !== 'fails') return [];
    const base = questions.find(
      ({ claim }) =>
        claim.variant === variant.slice(0, at) &&
        claim.property === property &&
        claim.as === as &&
        memoryOf(claim) === memoryOf(mutant.claim) &&
        claim.expect === 'holds',
    );
    return base === undefined ? [] : [{ base, mutant, patch: variant.slice(at + 1) }];
  });
  const variantOf = ({ mutant }: Mutant): string => mutant.claim.variant;
  return all.filter((one, i) => all.findIndex((other) => variantOf(other) === variantOf(one)) === i);
}

/** The functions of the variant that the mutant has otherwise. */
export function changedBy({ base, mutant }: Mutant): readonly DeclarationId[] {
  const { directories, removed } = mutant.layers;
  const linked = link(mutant.tree, directories, removed);
  return functionsIn(base).filter((id) => linked.resolve(id) !== id);
}

export interface Way {
  readonly ingredient: Placed;
  /** The variant without it; null where that is no model. */
  readonly question: Question | null;
  /** Whether it is the model of the mutant. */
  readonly isMutant: boolean;
}

let made = 0;

export function waysTo(project: Project, pair: Mutant): readonly Way[] {
  const changed = changedBy(pair);
  if (changed.length === 0) return [];
  const sum = checksumOf(pair.mutant);
  const taken = ingredientsIn(project, pair.base, [...new Set(changed.map(nameOf))], true)
    .filter((one) => changed.includes(`${one.file}#${one.function}`))
    // A diff is known by its name and by what it stands on, and several mutants stand on one variant.
    .flatMap((one) => takenOut(project, `without-${++made}.diff`, [one]) ?? []);
  return askedWithout(project, [pair.base], taken, null).flatMap(({ taken: { ingredients }, questions }) => {
    const [ingredient] = ingredients;
    const [question = null] = questions;
    const own = question === null ? null : checksumOf(question);
    return ingredient === undefined ? [] : [{ ingredient, question, isMutant: own !== null && own === sum }];
  });
}

function checksumOf(question: Question): string | null {
  try {
    return programOf(question, judgesWarnings(question.claim.property)).checksum;
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}
