// SPDX-License-Identifier: MIT
// One question to its verdict: compiled once per scenario and variant, searched in slices so that Ctrl-C is heard.

import { setImmediate } from 'node:timers/promises';
import { compile } from '../compile/compile.ts';
import type { Program } from '../compile/program.ts';
import { explore } from '../explore/explore.ts';
import { DEFAULTS, type Options, type Progress, type Stop } from '../explore/options.ts';
import { compareOutcomes, type Side } from '../explore/same-outcomes.ts';
import type { Counts, Verdict } from '../explore/verdict.ts';
import type { Claim } from '../report/claim.ts';
import { otherSide, type Question } from './load.ts';
import type { Interrupt, Line } from './progress.ts';

const nothing: Counts = {
  states: 0,
  transitions: 0,
  depth: 0,
  memory: 0,
  milliseconds: 0,
  reduced: 0,
  deadEnds: 0,
  ends: 0,
  outcomes: 0,
};

/** `warn` is judged where assertions are what a claim is about, and nowhere else. */
export const judgesWarnings = (property: string): boolean => property === 'ASSERTS';

/** Programs of one command, each compiled when it is first needed. */
export class Programs {
  readonly #known = new Map<string, Program>();

  of(question: Question, judgeWarnings: boolean): Program {
    const key = `${question.scenario.file} ${question.claim.variant} ${judgeWarnings}`;
    let program = this.#known.get(key);
    if (program === undefined) {
      const { tree, scenario, layers } = question;
      program = compile(tree, { scenario, layers: layers.directories, judgeWarnings });
      this.#known.set(key, program);
    }
    return program;
  }
}

export interface Watch {
  readonly line: Line;
  readonly interrupt: Interrupt;
}

export type Limits = Omit<Options, 'judge' | 'now' | 'shortestStates'>;

export interface Decided {
  readonly verdict: Verdict;
  /** Of whose program the trace is: where outcomes are compared, it may be the other variant's. */
  readonly about: Question;
}

/** @param options all but what is judged, which the question says */
export function* exploration(
  programs: Programs,
  question: Question,
  options: Omit<Options, 'judge'>,
): Generator<Progress, Decided, Stop> {
  const { claim } = question;
  const judged: Options = { ...options, judge: claim.property };
  const program = programs.of(question, judgesWarnings(claim.property));
  const other = otherSide(question);
  if (other === null) return { verdict: yield* explore(program, judged), about: question };
  const one: Side = { name: nameOf(claim), program };
  const another: Side = { name: nameOf(other.claim), program: programs.of(other, false) };
  const { verdict, side } = yield* compareOutcomes(one, another, judged);
  return { verdict, about: side === one ? question : other };
}

const nameOf = ({ variant }: Claim): string => (variant === '' ? 'the model without patches' : variant);

export async function decide(programs: Programs, question: Question, limits: Limits, watch: Watch): Promise<Decided> {
  const { claim } = question;
  const options = { ...DEFAULTS, ...limits, now: () => performance.now() };
  const exploring = exploration(programs, question, options);
  let turn = exploring.next();
  while (turn.done !== true) {
    watch.line.show(`${claim.id} ${claim.variant} ${claim.property}`.replace('  ', ' '), turn.value);
    await setImmediate();
    turn = exploring.next(watch.interrupt.asked ? 'interrupt' : undefined);
  }
  watch.line.clear();
  return turn.value;
}

/** What is said of a question that Ctrl-C, or a model that cannot be compiled, left unasked. */
export function notRun(reason: string): Verdict {
  return { kind: 'unknown', counts: nothing, reduction: false, bound: { kind: 'interrupt', reason, frontier: 0 } };
}
