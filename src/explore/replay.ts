// SPDX-License-Identifier: MIT
// A trace executed once more, with everything that happened. A choice that is not possible is a result, not an
// exception: traces come from mails and URLs, and the model may have changed since.

import type { Fault, Narration, Program } from '../compile/program.ts';
import { toEnd } from './pace.ts';
import { sized } from './sized.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Choices, Step } from './trace.ts';

export interface ReplayedStep {
  readonly thread: number;
  readonly path: number;
  readonly before: Int32Array;
  readonly narration: Narration;
  /** The state after it. Where the step faulted: half a step in, for looking at only. */
  readonly after: Int32Array;
  readonly fault: Fault | null;
}

export interface ReplayProblem {
  /** Index in the trace's steps; −1 when the initial state does not exist. */
  readonly step: number;
  readonly why: 'initial' | 'thread' | 'finished' | 'blocked' | 'path' | 'faulted';
  /** One sentence. */
  readonly message: string;
}

export interface Replay {
  readonly initial: Int32Array;
  /** As far as it could be followed. */
  readonly steps: readonly ReplayedStep[];
  readonly last: Int32Array;
  readonly problem: ReplayProblem | null;
}

export function replay(program: Program, trace: Choices): Replay {
  return toEnd(replaying(program, trace));
}

/** Yields after every step.
 *  @param known a run of the same program: as far as it has the same choices, its steps are taken from it */
export function* replaying(program: Program, trace: Choices, known: Replay | null = null): Generator<void, Replay> {
  const { words } = program;
  const { same } = sized(words);
  const steps: ReplayedStep[] = [];
  if (trace.initial >= program.initialCount) {
    const message = `there is no initial state ${trace.initial}: the model has ${program.initialCount}`;
    const none = new Int32Array(words);
    return { initial: none, steps, last: none, problem: { step: -1, why: 'initial', message } };
  }
  const initial = program.initial.slice(trace.initial * words, (trace.initial + 1) * words);
  let state: Int32Array = initial;
  if (known !== null && same(known.initial, 0, initial, 0)) {
    const differs = known.steps.findIndex(({ thread, path }, i) => !isStep(trace.steps[i], thread, path));
    steps.push(...known.steps.slice(0, differs < 0 ? known.steps.length : differs));
    state = steps.at(-1)?.after ?? initial;
  }
  for (const { thread, path } of trace.steps.slice(steps.length)) {
    const index = steps.length;
    const problem = (why: ReplayProblem['why'], what: string): Replay => {
      return { initial, steps, last: state, problem: { step: index, why, message: `step ${index + 1}: ${what}` } };
    };
    if (steps.at(-1)?.fault) return problem('faulted', 'the step before it broke the run');
    const name = program.threads[thread]?.name;
    if (name === undefined) return problem('thread', `there is no thread ${thread}`);
    const next = successor(program, thread, path, state);
    if (next === 'finished') return problem('finished', `${name} has finished`);
    if (next === 'blocked') return problem('blocked', `${name} is blocked`);
    if (next === 'path') return problem('path', `${name} can step, but not by path ${path}`);
    const narration = program.narrate(thread, state, 0, path);
    if (next.fault === null && !(narration.taken && same(narration.after, 0, next.after, 0)))
      throw new Error(`checker bug: step ${index + 1} of the replay tells another story than the search`);
    const fault = next.fault === null ? null : (toldIn(narration) ?? next.fault);
    steps.push({ thread, path, before: state, narration, after: next.after, fault });
    state = next.after;
    yield;
  }
  return { initial, steps, last: state, problem: null };
}

function isStep(step: Step | undefined, thread: number, path: number): boolean {
  return step?.thread === thread && step.path === path;
}

/** The violation as it was told: with the value that did not fit. */
function toldIn({ events }: Narration): Fault | null {
  const last = events.at(-1);
  return last?.kind === 'fault' ? last.fault : null;
}

function successor(
  program: Program,
  thread: number,
  path: number,
  state: Int32Array,
): { readonly after: Int32Array; readonly fault: Fault | null } | 'finished' | 'blocked' | 'path' {
  const out = new SuccessorBuffer(program.words);
  program.step(thread, state, 0, out);
  if (out.count === 0) return program.standing(thread, state, 0) === 'finished' ? 'finished' : 'blocked';
  const i = out.paths.subarray(0, out.count).indexOf(path);
  if (i < 0) return 'path';
  const fault = out.faults[i] === 0 ? null : program.faults[out.faults[i]! - 1]!;
  return { after: out.words.slice(out.at(i), out.at(i + 1)), fault };
}
