// SPDX-License-Identifier: MIT
// Questions sorted by the Program that they ask of. A Program is compiled for its job and then forgotten: the Programs
// of all cases together take more than a gigabyte.

import type { Options } from '../explore/options.ts';
import type { Tree } from '../lang/tree.ts';
import { settingOf } from '../report/claim.ts';
import { judgesWarnings } from './decide.ts';
import type { Question } from './load.ts';

export interface Job {
  /** Says which Program. */
  readonly key: string;
  readonly tree: Tree;
  /** At least one. */
  readonly rows: readonly Row[];
}

export interface Row {
  /** Where its answer is printed: the index of the question. */
  readonly place: number;
  readonly question: Omit<Question, 'tree'>;
  /** How it is searched, where that is not as all rows are. */
  readonly search?: Pick<Options, 'order' | 'seed'>;
}

/** In the order of the first question of each.
 *  @param places where their answers are printed, if these are not all questions */
export function jobsOf(questions: readonly Question[], places?: readonly number[]): readonly Job[] {
  const jobs = new Map<string, Job & { readonly rows: Row[] }>();
  questions.forEach(({ tree, ...question }, index) => {
    const place = places === undefined ? index : places[index];
    if (place === undefined) throw new Error(`checker bug: question ${index} has no place`);
    const { claim, scenario } = question;
    const key = [scenario.file, claim.variant, ...settingOf(claim), judgesWarnings(claim.property)].join(' ');
    const job = jobs.get(key) ?? { key, tree, rows: [] };
    jobs.set(key, job);
    job.rows.push({ place, question });
  });
  return [...jobs.values()];
}
