// SPDX-License-Identifier: MIT
// One question to its verdict: compiled, and searched in slices so that Ctrl-C is heard.

import { setImmediate } from 'node:timers/promises';
import { compile } from '../compile/compile.ts';
import type { Program } from '../compile/program.ts';
import { explore } from '../explore/explore.ts';
import { DEFAULTS, type Options, type Progress } from '../explore/options.ts';
import type { Counts, Verdict } from '../explore/verdict.ts';
import type { Claim } from '../report/claim.ts';
import type { Interrupt } from './interrupt.ts';
import type { Question } from './load.ts';

const nothing: Counts = {
  states: 0,
  transitions: 0,
  depth: 0,
  memory: 0,
  milliseconds: 0,
  reduced: 0,
  deadEnds: 0,
  ends: 0,
};

/** `warn` is judged where assertions are what a claim is about, and nowhere else. */
export const judgesWarnings = (property: string): boolean => property === 'ASSERTS';

export function programOf({ tree, scenario, layers }: Question, judgeWarnings: boolean): Program {
  return compile(tree, { scenario, layers: layers.directories, judgeWarnings });
}

export interface Watch {
  readonly interrupt: Interrupt;
  /** Called often while a search runs. */
  show(claim: Claim, progress: Progress): void;
}

export type Limits = Omit<Options, 'judge' | 'now' | 'shortestStates'>;

export async function decide(program: Program, question: Question, limits: Limits, watch: Watch): Promise<Verdict> {
  const { claim } = question;
  const options: Options = { ...DEFAULTS, ...limits, judge: claim.property, now: () => performance.now() };
  const exploration = explore(program, options);
  let turn = exploration.next();
  while (turn.done !== true) {
    watch.show(claim, turn.value);
    await setImmediate();
    turn = exploration.next(watch.interrupt.asked ? 'interrupt' : undefined);
  }
  return turn.value;
}

/** What is said of a question that has no answer: Ctrl-C, a model that cannot be compiled, a worker that died. */
export function notRun(reason: string): Verdict {
  return { kind: 'unknown', counts: nothing, reduction: false, bound: { kind: 'interrupt', reason, frontier: 0 } };
}
