// SPDX-License-Identifier: MIT
// Whether a weaker memory makes a difference at all: the states in which runs come to rest, with all that memory holds then, compared
// with those of sequential consistency.

import type { Program } from '../compile/program.ts';
import { explore } from '../explore/explore.ts';
import type { Sought } from '../explore/judge.ts';
import type { Options, Progress, Stop } from '../explore/options.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Beyond } from '../report/barriers.ts';
import { memoryOf } from '../report/claim.ts';
import { valueText } from '../report/values.ts';
import { programOf } from './decide.ts';
import type { Question } from './load.ts';

export function* beyondSequential(
  question: Question,
  options: Omit<Options, 'judge'>,
): Generator<Progress, Beyond, Stop> {
  const { claim } = question;
  const sequential = programOf({ ...question, claim: { ...claim, memory: 'sc' } }, false);
  const weaker = programOf(question, false);
  // A weaker memory has daemons of its own.
  const threads = sequential.threads.length;
  const first = yield* restsOf(sequential, threads, options);
  if ('reason' in first) return { kind: 'unknown', reason: `under sc ${first.reason}` };
  const second = yield* restsOf(weaker, threads, options);
  if ('reason' in second) return { kind: 'unknown', reason: `under ${memoryOf(claim)} ${second.reason}` };
  const more = [...second.rests].filter((one) => !first.rests.has(one)).length;
  return more === 0 ? { kind: 'same', rests: second.rests.size } : { kind: 'more', rests: first.rests.size, more };
}

function* restsOf(
  program: Program,
  threads: number,
  options: Omit<Options, 'judge'>,
): Generator<Progress, { readonly rests: ReadonlySet<string> } | { readonly reason: string }, Stop> {
  const rests = new Set<string>();
  const collector: Sought = {
    message: '',
    is(rest, states, at) {
      const { objects, threads: all } = program.view(states, at);
      const memory = objects.flatMap(({ name, freed, fields }) => [
        `${name}${freed ? ' freed' : ''}`,
        ...fields.map((field) => valueText(field.value)),
      ]);
      rests.add([rest, ...all.slice(0, threads).map(({ standing }) => standing), ...memory].join(' '));
      return false;
    },
  };
  const verdict = yield* explore(program, { ...options, judge: 'SAME-OUTCOMES', shortestStates: 0 }, collector);
  const reason = reasonOf(verdict);
  return reason === null ? { rests } : { reason };
}

/** Why these are not all; null: they are. That a `sometimes` was not seen says nothing of them. */
function reasonOf(verdict: Verdict): string | null {
  if (verdict.kind === 'unknown') return `the search was not finished: ${verdict.bound.reason}`;
  if (verdict.kind === 'holds' || verdict.failure.kind === 'sometimes') return null;
  return `a run breaks: ${verdict.failure.message}`;
}
