// SPDX-License-Identifier: MIT
// What the benchmarks of one claim are asked alike: which claim, how often, how far.

import { parseArgs } from 'node:util';
import { judgesWarnings, programOf } from '../src/ask/decide.ts';
import { load } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { openProject } from '../src/cli/disk.ts';
import type { Program } from '../src/compile/program.ts';
import { DEFAULTS, type Options } from '../src/explore/options.ts';

export interface OneClaim {
  readonly program: Program;
  /** Everything but what the benchmark compares. */
  readonly options: Options;
  /** After a first one, which leaves the code compiled. */
  readonly runs: number;
  /** What the benchmark's own options say. */
  readonly own: Readonly<Record<string, string | boolean | undefined>>;
}

/** @param own options that this benchmark has besides, with their defaults */
export function oneClaim(own: Readonly<Record<string, { type: 'string'; default: string }>> = {}): OneClaim {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...own,
      runs: { type: 'string', default: '3' },
      states: { type: 'string', default: '4000000' },
      variant: { type: 'string' },
      property: { type: 'string' },
      'no-reduction': { type: 'boolean', default: false },
    },
  });
  const project = openProject(import.meta.url);
  const { questions } = load(project, select(project, positionals).scenarios, values.variant ?? null);
  const question = questions.find(({ claim }) => values.property === undefined || claim.property === values.property);
  if (question === undefined) throw new Error('no such claim');
  const judge = question.claim.property;
  const [reduction, maxStates] = [!values['no-reduction'], Number(values.states)];
  const options = { ...DEFAULTS, judge, reduction, maxStates, shortestStates: 0, now: () => performance.now() };
  const program = programOf(question, judgesWarnings(judge));
  return { program, options, runs: Number(values.runs), own: values };
}
