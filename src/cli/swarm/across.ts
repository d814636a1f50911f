// SPDX-License-Identifier: MIT
// `--across`: one row, searched by workers that share its states. Its parts are rows that wait like others; whoever loses one
// loses it to the next. What is told of a failure is told here.

import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Answered, Answerer } from '../../ask/answer.ts';
import type { Job } from '../../ask/jobs.ts';
import type { Question } from '../../ask/load.ts';
import { BadInput } from '../../ask/trouble.ts';
import { count, counted } from '../../report/numbers.ts';
import { usualMemory } from '../budget.ts';
import type { CheckRequest } from '../check-request.ts';
import { driven, type Interrupt, now } from '../machine.ts';
import { type Asking, type Swarm, sayWhoIsThere } from './asking.ts';
import { Board } from './board.ts';
import { RemoteOwners } from './remote-owners.ts';

/** More would be more batches than states on most levels. */
const mostOwners = 256;
/** Milliseconds between two looks at whether somebody wants to stop. */
const look = 100;
/** Milliseconds after which it is said that a part waits. */
const wait = 3000;

/** One search of states: what goes on for ever is looked for in all edges at once, and outcomes in all that was found. */
export function refuseAcross(across: number, questions: readonly Question[], { limits, on }: CheckRequest): void {
  if (across < 1 || across > mostOwners)
    throw new BadInput(`--across ${across}`, `a state space has 1 to ${mostOwners} owners`, '--across 3');
  if (on === null)
    throw new BadInput(`--across ${across}`, 'its owners are workers of a server', '--on nats://host:4222');
  const [question] = questions;
  if (question === undefined || questions.length > 1)
    throw new BadInput(
      `--across: ${questions.length} rows`,
      'one search is shared by all owners',
      'one claim, with --variant and --property where it has several rows',
    );
  const { property } = question.claim;
  const isEndless = property === 'NO-LIVELOCK' || question.scenario.leadsTo.some(({ name }) => name === property);
  if (isEndless || property === 'SAME-OUTCOMES' || limits.order !== 'breadth-first')
    throw new BadInput(
      `--across: a search for ${property} cannot be shared`,
      'owners go level by level, and each sees its own states, without edges',
      'a property of states, --order bfs',
    );
}

export async function* answersAcross(
  jobs: readonly Job[],
  on: Swarm,
  owners: number,
  asking: Asking,
): AsyncGenerator<Answered> {
  const { setup, interrupt, display } = asking;
  const board = await Board.open(on);
  const run = randomUUID();
  const model = 'model-0';
  const letters = board.letters(run);
  let remote: RemoteOwners | null = null;
  try {
    for (const { tree, rows } of jobs) {
      for (const row of rows) {
        await sayWhoIsThere(board, on);
        await letters.begin();
        const there = new RemoteOwners(letters, owners);
        remote = there;
        await there.begin();
        await board.keepModel(run, model, tree);
        for (let me = 0; me < owners; me++) await board.post({ run, model, setup, row, part: { me, owners } });
        const here = {
          ...setup,
          limits: { ...setup.limits, maxMemory: Math.min(setup.limits.maxMemory, usualMemory(1)) },
        };
        const answerer = new Answerer(here, now, { owners: there });
        const either: Interrupt = {
          get asked() {
            return interrupt.asked || there.givenUp !== null;
          },
        };
        const began = now();
        let isSaid = false;
        const answered = await driven(
          answerer.answering({ tree }, row),
          either,
          (progress) => {
            display.show(row.place, row.question.claim, progress);
            const { size } = there.present;
            if (isSaid || size === owners || now() - began < wait) return;
            isSaid = true;
            on.note(`${counted(owners - size, 'part')} of ${owners} waits for a worker that has nothing else to do`);
          },
          ({ phase }) => (phase === 'search' ? there.news(look) : setImmediate()),
        );
        display.decided(row.place);
        yield there.givenUp === null ? answered : givenUp(answered, there.givenUp);
      }
    }
  } finally {
    remote?.dismiss();
    await board.withdraw(run);
    // First what takes room: a server that has none left cannot forget the rest.
    await letters.end();
    await board.forget(run, [model]).finally(() => board.close());
  }
}

function givenUp(answered: Answered, why: string): Answered {
  const { verdict } = answered;
  if (verdict.kind !== 'unknown') return answered;
  const reason = `not decided: ${why}, after ${count(verdict.counts.states)} states`;
  return { ...answered, verdict: { ...verdict, bound: { ...verdict.bound, reason } } };
}
