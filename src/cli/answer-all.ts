// SPDX-License-Identifier: MIT
// All jobs to their answers, in whatever order: in the main thread, shared among workers, or by other machines.

import { type Answered, Answerer } from '../ask/answer.ts';
import type { Job } from '../ask/jobs.ts';
import { answerRow, type Watch } from './answer-row.ts';
import { now } from './machine.ts';
import type { Swarm } from './swarm/asking.ts';
import { Threads } from './team.ts';
import { answersOfWorkers, type Work } from './workers.ts';

/** With one worker nobody else is started before a search gets large: that would take longer than most searches do. */
export function answerAll(jobs: readonly Job[], work: Work): AsyncGenerator<Answered> {
  if (work.swarm !== undefined) return answersFromAfar(jobs, work.swarm, work);
  return work.workers > 1 ? answersOfWorkers(jobs, work) : answersFromHere(jobs, work);
}

async function* answersFromAfar(jobs: readonly Job[], swarm: Swarm, work: Work): AsyncGenerator<Answered> {
  // Whoever asks this machine alone needs no client of a server.
  const { across = null } = work;
  if (across !== null) {
    const { answersAcross } = await import('./swarm/across.ts');
    yield* answersAcross(jobs, swarm, across, work);
    return;
  }
  const { answersOfSwarm } = await import('./swarm/asking.ts');
  yield* answersOfSwarm(jobs, swarm, work);
}

async function* answersFromHere(
  jobs: readonly Job[],
  { setup, cores, interrupt, display, checkpoint }: Work,
): AsyncGenerator<Answered> {
  const team = cores > 1 ? new Threads(cores) : null;
  const answerer = new Answerer(setup, now, { team, checkpoint });
  const watch: Watch = { interrupt, show: (claim, progress) => display.show(0, claim, progress) };
  try {
    for (const job of jobs) {
      for (const row of job.rows) {
        const answered = await answerRow(answerer, job, row, watch);
        display.decided(0);
        yield answered;
      }
    }
  } finally {
    await team?.end();
  }
}
