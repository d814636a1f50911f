// SPDX-License-Identifier: MIT
// What `replay` and `run` work on: one program, meant by a claim id or a file, and a variant where there are several.

import { type Claim, isOneSetting, memoryOf } from '../report/claim.ts';
import { asItStands, load, type Question } from './load.ts';
import { canonical, isThere, type Project } from './project.ts';
import { type Selected, select } from './select.ts';
import { BadInput, BadModel } from './trouble.ts';

export interface OneProgram {
  /** The rows that ask of this program, at least one: same scenario, same variant, different properties. */
  readonly questions: readonly [Question, ...Question[]];
}

/** @param ambiguous what to do when rows name several variants */
export function oneProgram(
  project: Project,
  target: string,
  variant: string | null,
  ambiguous: 'first' | 'refuse',
): OneProgram {
  const { questions, diagnostics, problems } = load(project, [oneScenario(project, target)], variant, true);
  if (diagnostics.length > 0) throw new BadModel(diagnostics);
  const meant = asItStands(questions);
  if (meant === undefined) throw problems[0] ?? new Error(`checker bug: ${target} asks nothing`);
  const variants = [...new Set(questions.map((question) => question.claim.variant))];
  if (variants.length > 1 && ambiguous === 'refuse') {
    throw new BadInput(
      `${target} has ${variants.length} variants`,
      'a trace belongs to one of them',
      `--variant with one of: ${variants.join(', ')}`,
    );
  }
  const models = [...new Set(questions.map(({ claim }) => memoryOf(claim)))];
  if (models.length > 1 && ambiguous === 'refuse') {
    throw new BadInput(
      `${target} is asked of ${models.length} memory models`,
      'a trace belongs to one of them',
      `--memory with one of: ${models.join(', ')}`,
    );
  }
  const others = questions.filter((one) => one !== meant && isLike(one.claim, meant.claim));
  return { questions: [meant, ...others] };
}

const isLike = (a: Claim, b: Claim): boolean => a.variant === b.variant && isOneSetting(a, b);

function oneScenario(project: Project, target: string): Selected {
  const { scenarios } = select(project, [target]);
  const [scenario, ...more] = scenarios;
  if (scenario === undefined) throw new Error(`checker bug: ${target} selects nothing`);
  if (more.length === 0) return scenario;
  const isFolder = isThere(project, canonical(project, target));
  throw new BadInput(
    `${target} means ${scenarios.length} scenarios`,
    isFolder ? 'it is a folder, and one scenario is needed' : 'the claim stands in several files',
    `one of: ${scenarios.map((one) => one.file).join(', ')}`,
  );
}
