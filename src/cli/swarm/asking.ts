// SPDX-License-Identifier: MIT
// Rows answered by workers on any number of machines: posted, and awaited. A row counts once, however often it is answered;
// what a machine that died had taken, the queue gives to another one.

import { randomUUID } from 'node:crypto';
import { type Answered, type Setup, withoutAnswer } from '../../ask/answer.ts';
import { notRun } from '../../ask/decide.ts';
import type { Job, Row } from '../../ask/jobs.ts';
import type { Tree } from '../../lang/tree.ts';
import { counted } from '../../report/numbers.ts';
import type { Ear } from '../interrupt.ts';
import type { Display } from '../progress.ts';
import { Board, type On } from './board.ts';

export interface Asking {
  readonly setup: Setup;
  readonly interrupt: Ear;
  readonly display: Display;
}

export interface Swarm extends On {
  /** Told in one sentence what whoever waits should know. */
  readonly note: (message: string) => void;
}

/** Milliseconds between two looks at whether somebody wants to stop. */
const look = 100;
/** After that, those who are searching have so many to say what they know. */
const grace = 3000;

export async function* answersOfSwarm(jobs: readonly Job[], on: Swarm, asking: Asking): AsyncGenerator<Answered> {
  const { interrupt, display } = asking;
  const board = await Board.open(on);
  const run = randomUUID();
  const models = new Map<Tree, string>();
  const open = new Map<number, Row>();
  for (const { rows } of jobs) for (const row of rows) open.set(row.place, row);
  try {
    await sayWhoIsThere(board, on);
    // Each row has a seat of its own: which worker is at it, nobody needs to know.
    board.hearWords(run, ({ place, claim, progress }) => {
      if (open.has(place)) display.show(place, claim, progress);
    });
    const answers = await board.answers(run);
    let failure: unknown = null;
    const failed = (error: unknown): void => {
      failure = error;
      answers.stop();
    };
    let isLeft = false;
    const isWanted = (): boolean => !isLeft && !interrupt.asked;
    const posting = postAll(board, jobs, { run, models, setup: asking.setup, isWanted }).catch(failed);
    let stoppedAt = 0;
    const watch = setInterval(() => {
      if (!interrupt.asked) return;
      // Behind the last row that is posted: what comes later would be answered for nobody.
      if (stoppedAt === 0) posting.then(() => board.withdraw(run)).catch(failed);
      stoppedAt ||= performance.now();
      if (performance.now() - stoppedAt > grace) answers.stop();
    }, look);
    try {
      if (open.size > 0) {
        for await (const answered of answers) {
          if (!open.delete(answered.place)) continue;
          display.decided(answered.place);
          yield answered;
          if (open.size === 0) break;
        }
      }
    } finally {
      isLeft = true;
      clearInterval(watch);
      answers.stop();
      await posting;
    }
    if (failure !== null) throw failure;
    for (const { place, question } of open.values())
      yield { ...withoutAnswer(place, question), verdict: notRun('not run: interrupted') };
    open.clear();
  } finally {
    if (open.size > 0) await board.withdraw(run);
    await board.forget(run, [...models.values()]);
    await board.close();
  }
}

interface Posting extends Pick<Asking, 'setup'> {
  readonly run: string;
  readonly isWanted: () => boolean;
  /** By what name the store has it. */
  readonly models: Map<Tree, string>;
}

/** A row is posted after its model. */
async function postAll(board: Board, jobs: readonly Job[], posting: Posting): Promise<void> {
  const { run, models, setup, isWanted } = posting;
  for (const { tree, rows } of jobs) {
    if (!isWanted()) return;
    let model = models.get(tree);
    if (model === undefined) {
      model = `model-${models.size}`;
      models.set(tree, model);
      await board.keepModel(run, model, tree);
    }
    for (const row of rows) if (isWanted()) await board.post({ run, model, setup, row });
  }
}

export async function sayWhoIsThere(board: Board, { server, note }: Swarm): Promise<void> {
  const present = await board.present();
  const mine = present.filter((one) => board.isMine(one));
  const workers = (some: typeof present): number => some.reduce((sum, one) => sum + one.workers, 0);
  const others = present.length - mine.length;
  const machines = (count: number): string => counted(count, 'machine');
  if (others > 0)
    note(`${machines(others)} at ${server} with another version of the checker, which answer nothing of this one`);
  if (mine.length > 0) note(`${counted(workers(mine), 'worker')} on ${machines(mine.length)} at ${server}`);
  else note(`nobody at ${server} takes rows yet: faultline worker --on ${server}`);
}
