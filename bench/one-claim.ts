// SPDX-License-Identifier: MIT
// What the benchmarks of one claim are asked alike: which claim, how often, how far.

import { judgesWarnings, programOf } from '../src/ask/decide.ts';
import type { Program } from '../src/compile/program.ts';
import { DEFAULTS, type Options } from '../src/explore/options.ts';
import { type Asked, type Options as Table, targets, wrong } from './asked.ts';
import { questionsOf } from './questions.ts';

export interface OneClaim {
  readonly program: Program;
  /** Everything but what the benchmark compares. */
  readonly options: Options;
  /** After a first one, which leaves the code compiled. */
  readonly runs: number;
}

/** What each of these benchmarks has of its usage. */
export const ofOneClaim = {
  words: targets,
  options: {
    runs: { kind: 'number', initial: 3, about: 'runs of each side, after a first one of each' },
    states: { kind: 'number', initial: 4_000_000, about: 'states that are searched, at most' },
    variant: { kind: 'text', about: 'else the one that is named first' },
    property: { kind: 'text', about: 'else the one that is named first' },
    'no-reduction': { kind: 'flag', about: 'every state, as SPIN counts them' },
  },
} as const satisfies { words: unknown; options: Table };

export function oneClaim(command: string, { values, words }: Asked<typeof ofOneClaim.options>): OneClaim {
  const { property, variant = null } = values;
  const questions = questionsOf(words, variant);
  const question = questions.find(({ claim }) => property === undefined || claim.property === property);
  if (question === undefined) {
    const there = [...new Set(questions.map(({ claim }) => claim.property))];
    throw wrong({ command }, `--property '${property}'`, `the claims are about ${there.join(', ')}`);
  }
  const judge = question.claim.property;
  const [reduction, maxStates] = [!values['no-reduction'], values.states];
  const options = { ...DEFAULTS, judge, reduction, maxStates, shortestStates: 0, now: () => performance.now() };
  return { program: programOf(question, judgesWarnings(judge)), options, runs: values.runs };
}
