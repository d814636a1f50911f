// SPDX-License-Identifier: MIT
// A program that makes other states: what a reduction searches, which tells nothing.

import type { Program, Successors } from '../compile/program.ts';

/** The program with every state that it makes changed, the initial ones too. Where a step faults, there is none.
 *  @param change a state, in its place */
export function changed(program: Program, change: (states: Int32Array, at: number) => void): Program {
  const { words } = program;
  const initial = program.initial.slice();
  for (let i = 0; i < program.initialCount; i++) change(initial, i * words);
  const changeFrom = (from: number, out: Successors): void => {
    for (let i = from; i < out.count; i++) if (out.faults[i] === 0) change(out.words, i * words);
  };
  return {
    ...program,
    initial,
    step(thread, states, at, out) {
      const from = out.count;
      program.step(thread, states, at, out);
      changeFrom(from, out);
    },
    stepAll(states, at, out, ends) {
      const from = out.count;
      program.stepAll(states, at, out, ends);
      changeFrom(from, out);
    },
  };
}
