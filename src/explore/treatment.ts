// SPDX-License-Identifier: MIT
// How one round of a loop treats each thread: why a fair scheduler may go round for ever. Worked out on the replayed round,
// so that a search and a replay say the same; and a trace that somebody hands in may go round unfairly.

import type { Program } from '../compile/program.ts';
import type { ReplayedStep } from './replay.ts';
import { SuccessorBuffer } from './successors.ts';

/** `steps`: in the round. `blocked`: it can take no step in any state of it. `at times`: in some it can, in some it cannot.
 *  `away`: an environment that is at its top in some state, and need not begin. */
export type Treatment = 'steps' | 'finished' | 'blocked' | 'at times' | 'away';

/** By thread. */
export function treatments(program: Program, round: readonly ReplayedStep[]): readonly Treatment[] {
  return program.threads.map(({ name }, thread) => {
    const treatment = treatmentOf(program, round, thread);
    if (treatment === null) throw new Error(`checker bug: the loop is unfair to ${name}`);
    return treatment;
  });
}

/** Whether a fair scheduler may go through it for ever. */
export function isFair(program: Program, round: readonly ReplayedStep[]): boolean {
  return program.threads.every((_, thread) => treatmentOf(program, round, thread) !== null);
}

/** Null: it always can step, and does not. */
function treatmentOf(program: Program, round: readonly ReplayedStep[], thread: number): Treatment | null {
  if (round.some((step) => step.thread === thread)) return 'steps';
  const standings = round.map(({ before }) => program.standing(thread, before, 0));
  if (standings.every((standing) => standing === 'finished')) return 'finished';
  if (program.threads[thread]!.role === 'environment' && standings.includes('idle')) return 'away';
  const out = new SuccessorBuffer(program.words);
  const able = round.filter(({ before }) => {
    out.count = 0;
    program.step(thread, before, 0, out);
    return out.count > 0 || program.settles(thread, before, 0);
  });
  if (able.length === 0) return 'blocked';
  return able.length === round.length ? null : 'at times';
}
