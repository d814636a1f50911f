// SPDX-License-Identifier: MIT
// Whether two programs come to rest in the same ways. Both are searched to the end, and the sets are compared. What only
// one of them has is sought again there: then it is a failure with a shortest story like any other. The reduction reaches
// every state at rest (reduction.ts), and an ending is a function of that state, so it loses none. No memory is cleared.
//
// A violation, a `sometimes` that is never true, or no end in either of them is the answer instead: sets that are
// incomplete, or empty, are equal to nothing. Runs that never come to rest have no ending, and are not compared.

import type { Program } from '../compile/program.ts';
import { Endings } from './endings.ts';
import { explore } from './explore.ts';
import type { Options, Progress, Stop } from './options.ts';
import type { Counts, Verdict } from './verdict.ts';

export interface Side {
  /** The variant. */
  readonly name: string;
  readonly program: Program;
}

export interface Comparison {
  readonly verdict: Verdict;
  /** Whose trace it is, or whose trouble. */
  readonly side: Side;
}

type Comparing<T> = Generator<Progress, T, Stop>;

export function* compareOutcomes(one: Side, other: Side, options: Options): Comparing<Comparison> {
  const began = options.now();
  /** One budget of time for all searches. */
  const left = (): Options => ({ ...options, maxTime: options.maxTime - (options.now() - began) });
  const first = new Endings(one.program);
  const second = new Endings(other.program);

  const verdict = yield* explore(one.program, left(), first.collector);
  if (verdict.kind !== 'holds') return { verdict, side: one };
  const otherVerdict = yield* explore(other.program, left(), second.collector);
  if (otherVerdict.kind !== 'holds') return { verdict: inVariant(otherVerdict, other.name), side: other };
  const counts = sumOf(verdict.counts, otherVerdict.counts, first.count);

  for (const [side, endings, others] of [
    [one, first, second],
    [other, second, first],
  ] as const) {
    const missing = endings.missingIn(others);
    if (missing === null) continue;
    const sought = endings.seek(missing.key, `only ${side.name} ${missing.text}`);
    const found = yield* explore(side.program, left(), sought);
    if (found.kind === 'holds') throw new Error('checker bug: an ending that was found is not found again');
    const milliseconds = options.now() - began;
    return { verdict: { ...found, counts: { ...counts, milliseconds } }, side };
  }
  return { verdict: { ...verdict, counts }, side: one };
}

/** The reader has asked about the other variant: say which one it was. */
function inVariant(verdict: Verdict, name: string): Verdict {
  switch (verdict.kind) {
    case 'fails':
      return { ...verdict, failure: { ...verdict.failure, message: `in ${name}: ${verdict.failure.message}` } };
    case 'unknown':
      return { ...verdict, bound: { ...verdict.bound, reason: `in ${name}: ${verdict.bound.reason}` } };
    case 'holds':
      return verdict;
  }
}

function sumOf(a: Counts, b: Counts, outcomes: number): Counts {
  return {
    states: a.states + b.states,
    transitions: a.transitions + b.transitions,
    depth: Math.max(a.depth, b.depth),
    memory: Math.max(a.memory, b.memory),
    milliseconds: a.milliseconds + b.milliseconds,
    reduced: a.reduced + b.reduced,
    deadEnds: a.deadEnds + b.deadEnds,
    ends: a.ends + b.ends,
    outcomes,
  };
}
