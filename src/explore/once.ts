// SPDX-License-Identifier: MIT
// One interleaving, for `faultline run`: the model as a thing that runs. Nothing is judged but what breaks any run.

import type { Program } from '../compile/program.ts';
import { toEnd } from './pace.ts';
import type { Random } from './random.ts';
import { describe } from './reconstruct.ts';
import { replay } from './replay.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Choices, Step } from './trace.ts';
import type { Trace } from './verdict.ts';

export type Policy = (
  | { readonly kind: 'random'; readonly random: Random }
  /** Each thread in turn takes one step. */
  | { readonly kind: 'round-robin' }
) & {
  /** What has been run already; left out: nothing. */
  readonly from?: Choices;
};

export interface Once {
  readonly trace: Trace;
  /** finished: every thread has. blocked: nothing can step. fault: the last step broke the run. steps: cut off. */
  readonly ending: 'finished' | 'blocked' | 'fault' | 'steps';
}

/** Runs until all threads have finished and whatever a daemon or the environment had begun has come to its end. */
export function runOnce(program: Program, policy: Policy, maxSteps: number): Once {
  return toEnd(runningOnce(program, policy, maxSteps));
}

/** Yields after every step. */
export function* runningOnce(program: Program, policy: Policy, maxSteps: number): Generator<void, Once> {
  const first = policy.kind === 'random' ? policy.random.below(program.initialCount) : 0;
  const { from = { initial: first, steps: [] } } = policy;
  const { initial } = from;
  const begun = replay(program, from);
  if (begun.problem !== null) throw new RangeError(begun.problem.message);
  const before = from.steps;
  const end = (steps: readonly Step[], ending: Once['ending']): Once => ({
    trace: describe(program, { initial, steps: [...before, ...steps] }, false),
    ending,
  });
  if (begun.steps.at(-1)?.fault) return end([], 'fault');
  const { steps, ending } = yield* goingOn(program, policy, begun.last, maxSteps - before.length);
  return end(steps, ending);
}

/** The same from a state that somebody has: what led to it is not done again. Yields after every step. */
export function* goingOn(
  program: Program,
  policy: Policy,
  from: Int32Array,
  maxSteps: number,
): Generator<void, { readonly steps: readonly Step[]; readonly ending: Once['ending'] }> {
  const { words, threads } = program;
  const out = new SuccessorBuffer(words);
  const steps: Step[] = [];
  let state = from;
  const end = (ending: Once['ending']) => ({ steps, ending });
  for (let turn = 0; ; ) {
    const standing = threads.map((_, t) => program.standing(t, state, 0));
    const finished = threads.every(({ role }, t) => role !== 'thread' || standing[t] === 'finished');
    const able = [...threads.keys()].filter((t) => {
      out.count = 0;
      program.step(t, state, 0, out);
      return out.count > 0 && !(finished && standing[t] === 'idle');
    });
    if (able.length === 0) return end(finished ? 'finished' : 'blocked');
    if (steps.length >= maxSteps) return end('steps');
    const thread =
      policy.kind === 'random' ? able[policy.random.below(able.length)]! : (able.find((t) => t >= turn) ?? able[0]!);
    out.count = 0;
    program.step(thread, state, 0, out);
    const i = policy.kind === 'random' ? policy.random.below(out.count) : 0;
    steps.push({ thread, path: out.paths[i]! });
    if (out.faults[i] !== 0) return end('fault');
    state = out.words.slice(out.at(i), out.at(i + 1));
    turn = (thread + 1) % threads.length;
    yield;
  }
}
