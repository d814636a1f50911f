// SPDX-License-Identifier: MIT
// How one round of a loop treats each thread: why a fair scheduler may go round for ever. Worked out on the replayed round,
// so that a search and a replay say the same, and a round that is not fair is noticed.

import type { Program } from '../compile/program.ts';
import type { ReplayedStep } from './replay.ts';
import { SuccessorBuffer } from './successors.ts';

/** `steps`: in the round. `blocked`: it can take no step in any state of it. `at times`: in some it can, in some it cannot.
 *  `away`: an environment that is at its top in some state, and need not begin. */
export type Treatment = 'steps' | 'finished' | 'blocked' | 'at times' | 'away';

/** By thread. */
export function treatments(program: Program, round: readonly ReplayedStep[]): readonly Treatment[] {
  const out = new SuccessorBuffer(program.words);
  return program.threads.map(({ name, role }, thread) => {
    if (round.some((step) => step.thread === thread)) return 'steps';
    const standings = round.map(({ before }) => program.standing(thread, before, 0));
    if (standings.every((standing) => standing === 'finished')) return 'finished';
    if (role === 'environment' && standings.includes('idle')) return 'away';
    const able = round.filter(({ before }) => {
      out.count = 0;
      program.step(thread, before, 0, out);
      return out.count > 0;
    });
    if (able.length === 0) return 'blocked';
    if (able.length === round.length) throw new Error(`checker bug: the loop is unfair to ${name}`);
    return 'at times';
  });
}
