// SPDX-License-Identifier: MIT
// When nothing moves any more: the rule for the end and the rule for a deadlock, written down once.
//
// A state is at rest when no thread and no daemon can step, and no environment that is in the middle of something can. Who can step by
// an old value alone cannot: one run of it has looked at what is newest before.
// An environment at its top may still begin, but it owes nobody a turn. At rest, a thread that has not finished makes it
// a deadlock; if all threads have finished, it is an end unless a daemon or an environment is stuck in the middle: then
// something is still in flight, and `atEnd` is not judged.

import type { Program, Successors } from '../compile/program.ts';

export type Rest = 'end' | 'deadlock' | 'stuck';

/** Whether a thread goes on that can step: of all ways through its step, the first one reads what is newest.
 *  @param first of its successors */
export function goesOn(
  program: Program,
  thread: number,
  states: Int32Array,
  at: number,
  { out, first }: { readonly out: Pick<Successors, 'paths'>; readonly first: number },
): boolean {
  return out.paths[first] === 0 || !program.lags(thread, states, at);
}

/**
 * @param ends as filled by `Program.stepAll`
 * @param from `out.count` before it
 */
export function restOf(
  program: Program,
  states: Int32Array,
  at: number,
  { ends, from, out }: { readonly ends: Int32Array; readonly from: number; readonly out: Pick<Successors, 'paths'> },
): Rest | null {
  const { threads } = program;
  let before = from;
  for (let t = 0; t < threads.length; t++) {
    const able = ends[t]! > before && goesOn(program, t, states, at, { out, first: before });
    before = ends[t]!;
    if (able && (threads[t]!.role !== 'environment' || program.standing(t, states, at) !== 'idle')) return null;
  }
  let inFlight = false;
  for (let t = 0; t < threads.length; t++) {
    const standing = program.standing(t, states, at);
    if (threads[t]!.role === 'thread') {
      if (standing !== 'finished') return 'deadlock';
    } else if (standing === 'running') inFlight = true;
  }
  return inFlight ? 'stuck' : 'end';
}
