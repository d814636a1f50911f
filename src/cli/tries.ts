// SPDX-License-Identifier: MIT
// `--tries`: each row searched several times over, in other orders. The first search that decides it answers for all; where none
// does, nobody knows, however many they were. What is left of the others ends with the check.

import type { Answered } from '../ask/answer.ts';
import type { Job, Row } from '../ask/jobs.ts';

/** The rows again, so often: once depth first, which may see everything, and as random walks that differ in their seeds. */
export function triesOf(jobs: readonly Job[], count: number): readonly Job[] {
  const again = (row: Row): readonly Row[] =>
    Array.from({ length: count }, (_, i) => ({
      ...row,
      place: row.place * count + i,
      search: { order: i === 0 ? 'depth-first' : 'random-walk', seed: i },
    }));
  // All first tries before all second ones would begin every row late; a row's tries together decide it early.
  return jobs.map((job) => ({ ...job, rows: job.rows.flatMap(again) }));
}

/** @param answers to what `triesOf` made of the jobs, in whatever order */
export async function* firstOf(
  jobs: readonly Job[],
  count: number,
  answers: AsyncIterable<Answered>,
): AsyncGenerator<Answered> {
  const open = new Map(jobs.flatMap(({ rows }) => rows.map(({ place }) => [place, [] as Answered[]] as const)));
  if (open.size === 0) return;
  for await (const answered of answers) {
    const place = Math.floor(answered.place / count);
    const before = open.get(place);
    if (before === undefined) continue; // another one has decided it
    before.push(answered);
    const isDecided = answered.verdict.kind !== 'unknown' || answered.trouble !== null;
    if (!isDecided && before.length < count) continue;
    open.delete(place);
    yield { ...(isDecided ? answered : furthest(before)), place };
    if (open.size === 0) return;
  }
}

function furthest(answers: readonly Answered[]): Answered {
  const [first, ...rest] = answers;
  if (first === undefined) throw new Error('checker bug: nobody has tried');
  const states = ({ verdict }: Answered): number => verdict.counts.states;
  return rest.reduce((most, one) => (states(one) > states(most) ? one : most), first);
}
