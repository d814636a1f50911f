// SPDX-License-Identifier: MIT
// One question to its verdict: compiled once per scenario and variant, searched in slices so that Ctrl-C is heard.

import { setImmediate } from 'node:timers/promises';
import { compile } from '../compile/compile.ts';
import type { Program } from '../compile/program.ts';
import { explore } from '../explore/explore.ts';
import { DEFAULTS, type Options } from '../explore/options.ts';
import type { Counts, Verdict } from '../explore/verdict.ts';
import type { Interrupt } from './interrupt.ts';
import type { Question } from './load.ts';
import type { Line } from './progress.ts';

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

export async function decide(program: Program, question: Question, limits: Limits, watch: Watch): Promise<Verdict> {
  const { claim } = question;
  const options: Options = { ...DEFAULTS, ...limits, judge: claim.property, now: () => performance.now() };
  const exploration = explore(program, options);
  let turn = exploration.next();
  while (turn.done !== true) {
    watch.line.show(`${claim.id} ${claim.variant} ${claim.property}`.replace('  ', ' '), turn.value);
    await setImmediate();
    turn = exploration.next(watch.interrupt.asked ? 'interrupt' : undefined);
  }
  watch.line.clear();
  return turn.value;
}

/** What is said of a question that Ctrl-C, or a model that cannot be compiled, left unasked. */
export function notRun(reason: string): Verdict {
  return { kind: 'unknown', counts: nothing, reduction: false, bound: { kind: 'interrupt', reason, frontier: 0 } };
}
