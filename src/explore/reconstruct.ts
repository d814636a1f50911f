// SPDX-License-Identifier: MIT
// From the id of a state back to the steps that led to it. The store keeps one parent per state and no steps: four
// bytes less each, and a trace is wanted once. So every parent on the way is stepped again until the child comes out.

import type { Program } from '../compile/program.ts';
import { sized } from './sized.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Choices, Step } from './trace.ts';
import type { Trace } from './verdict.ts';
import type { Visited } from './visited.ts';

export function stepsTo(program: Program, visited: Visited, id: number): Choices {
  const steps: Step[] = [];
  let child = id;
  for (let parent = visited.parent(child); parent >= 0; parent = visited.parent(child)) {
    steps.push(stepBetween(program, visited, parent, child));
    child = parent;
  }
  return { initial: -1 - visited.parent(child), steps: steps.reverse() };
}

/** @param shortest whether it is proved that no other trace has fewer environment steps, switches, steps */
export function describe(program: Program, choices: Choices, shortest: boolean): Trace {
  const { steps } = choices;
  return {
    initial: choices.initial,
    steps,
    environmentSteps: steps.filter(({ thread }) => program.threads[thread]!.role === 'environment').length,
    contextSwitches: steps.filter(({ thread }, i) => i > 0 && thread !== steps[i - 1]!.thread).length,
    shortest,
  };
}

export function stepBetween(program: Program, visited: Visited, parent: number, child: number): Step {
  const out = new SuccessorBuffer(program.words);
  for (let thread = 0; thread < program.threads.length; thread++) {
    const step = stepOf(program, thread, visited, parent, child, out);
    if (step !== null) return step;
  }
  throw new Error(`checker bug: no step leads from state ${parent} to state ${child}`);
}

/** The step of one thread that makes the child of the parent, or null. */
export function stepOf(
  program: Program,
  thread: number,
  visited: Visited,
  parent: number,
  child: number,
  out: SuccessorBuffer,
): Step | null {
  out.count = 0;
  program.step(thread, visited.block(parent), visited.offset(parent), out);
  const words = visited.block(child);
  const at = visited.offset(child);
  const { same } = sized(program.words);
  for (let i = 0; i < out.count; i++)
    if (out.faults[i] === 0 && same(out.words, out.at(i), words, at)) return { thread, path: out.paths[i]! };
  return null;
}
