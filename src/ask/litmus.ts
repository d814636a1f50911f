// SPDX-License-Identifier: MIT
// A litmus test to its answer: every final state, whether they are as the condition wants them, and a run that shows it.

import { compile } from '../compile/compile.ts';
import type { Observation, Program } from '../compile/program.ts';
import { explore } from '../explore/explore.ts';
import { finalStates } from '../explore/final-states.ts';
import type { Options, Progress, Stop } from '../explore/options.ts';
import type { Failure, Verdict } from '../explore/verdict.ts';
import { observedName } from '../lang/litmus/condition.ts';
import { COUNTS, FULFILS, type Litmus } from '../lang/litmus/litmus.ts';
import type { MemoryModel } from '../lang/tree.ts';
import type { FinalState, LitmusAnswer } from '../report/litmus.ts';
import type { Detail } from '../report/story.ts';
import { pictureOf } from '../report/told.ts';
import { telling } from './telling.ts';

export interface LitmusSetup {
  readonly limits: Omit<Options, 'judge'>;
  readonly detail: Detail;
  /** Whether a run is wanted that shows what is asked for. */
  readonly tells: boolean;
  readonly memory: MemoryModel;
}

export function* answerLitmus(litmus: Litmus, setup: LitmusSetup): Generator<Progress, LitmusAnswer, Stop> {
  const { limits } = setup;
  const began = limits.now();
  const program = compile(litmus.tree, {
    scenario: litmus.scenario,
    layers: [],
    judgeWarnings: false,
    memory: setup.memory,
  });
  const { states, deadlocks, verdict } = yield* finalStates(program, limits);
  const counted = states.filter((values) => valueIn(program, COUNTS, values) !== 0);
  const shown = new Map<string, FinalState>();
  for (const values of counted) {
    const state = stateOf(program, litmus, values);
    shown.set(state.values.map(({ text }) => text).join(' '), state);
  }
  const all = [...shown.values()].sort(inOrder);
  const positive = all.filter(({ fulfils }) => fulfils).length;
  const negative = all.length - positive;
  const { quantifier, text } = litmus.asked;
  // Only a failure of a run that breaks is one: that no run ends is an empty set.
  const broken = verdict.kind === 'fails' && verdict.failure.kind === 'fault' ? verdict.failure : null;
  const bound = verdict.kind === 'unknown' ? verdict.bound.reason : null;
  const isShown = quantifier === 'forall' ? negative > 0 : positive > 0;
  const told = setup.tells && broken === null && isShown ? yield* witness(program, litmus, setup) : null;
  const failure = broken ?? told;
  const picture = failure === null || !setup.tells ? null : yield* columns(program, failure, verdict, setup);
  return {
    file: litmus.file,
    name: litmus.name,
    quantifier,
    condition: text,
    states: all,
    positive,
    negative,
    deadlocks,
    broken: broken?.message ?? null,
    bound,
    threads: program.threads.length,
    explored: verdict.counts.states,
    milliseconds: limits.now() - began,
    picture,
  };
}

function* witness(
  program: Program,
  litmus: Litmus,
  { limits }: LitmusSetup,
): Generator<Progress, Failure | null, Stop> {
  const verdict = yield* explore(program, { ...limits, judge: litmus.property });
  return verdict.kind === 'fails' && verdict.failure.kind === 'atEnd' ? verdict.failure : null;
}

function* columns(
  program: Program,
  failure: Failure,
  { counts }: Verdict,
  { limits, detail }: LitmusSetup,
): Generator<Progress, readonly string[], Stop> {
  const clock = { now: limits.now, maxTime: limits.maxTime, started: limits.now() };
  const steps = failure.trace?.steps.length ?? 0;
  const tale = yield* telling(pictureOf(program, failure, detail), steps, clock, counts);
  return tale.kind === 'told' ? tale.value : [`  ${tale.why}`];
}

function stateOf(program: Program, { observed }: Litmus, values: readonly number[]): FinalState {
  return {
    fulfils: valueIn(program, FULFILS, values) !== 0,
    values: observed.map((one) => {
      const name = observedName(one);
      const value = valueIn(program, name, values);
      return { name: one.process === null ? `[${name}]` : name, value, text: outcomeOf(program, name).text(value) };
    }),
  };
}

function valueIn(program: Program, name: string, values: readonly number[]): number {
  const value = values[program.outcomes.indexOf(outcomeOf(program, name))];
  if (value === undefined) throw new Error(`checker bug: no value of '${name}'`);
  return value;
}

function outcomeOf({ outcomes }: Program, name: string): Observation {
  const found = outcomes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`checker bug: no outcome '${name}'`);
  return found;
}

function inOrder(a: FinalState, b: FinalState): number {
  for (const [i, { value }] of a.values.entries()) {
    const other = b.values[i]?.value ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}
