// SPDX-License-Identifier: MIT
// Rows shared among workers, and what is said between them and the main thread. A worker is sent a Tree once, because to
// copy it takes longer than to compile a Program. A worker that dies costs the claim that it was at, and no other.

import { type Answered, bug, type Setup, withoutAnswer } from '../ask/answer.ts';
import { notRun } from '../ask/decide.ts';
import type { Job, Row } from '../ask/jobs.ts';
import type { Checkpoint } from '../explore/checkpoint.ts';
import type { Progress } from '../explore/options.ts';
import type { Tree } from '../lang/tree.ts';
import type { Claim } from '../report/claim.ts';
import { Hand } from './hand.ts';
import type { Ear } from './interrupt.ts';
import { type Crew, employ } from './pool.ts';
import type { Display } from './progress.ts';
import type { Swarm } from './swarm/asking.ts';

export interface Work {
  readonly setup: Setup;
  /** Claims that are decided at a time. */
  readonly workers: number;
  /** Threads that may search one claim, where they are decided one by one. */
  readonly cores: number;
  readonly interrupt: Ear;
  readonly display: Display;
  /** Who answers instead of this machine. */
  readonly swarm?: Swarm;
  /** How many of them share the states of the one row that is asked for; left out or null: one has them all. */
  readonly across?: number | null;
  /** Of the one search that is asked for: it stays in this thread. */
  readonly checkpoint?: Checkpoint;
}

/** To a worker, when it starts. */
export interface WorkerSetup {
  readonly setup: Setup;
  readonly interrupt: Int32Array;
}

/** To a worker, again and again; without a tree, the last one is meant. */
export interface Sent {
  readonly tree: Tree | null;
  readonly row: Row;
}

/** From a worker. */
export type Report =
  | { readonly kind: 'searching'; readonly claim: Claim; readonly progress: Progress }
  | { readonly kind: 'answered'; readonly answered: Answered };

/** In dist/ it lies beside every file that this one may become a part of. */
const workerScript = new URL('./worker.js', import.meta.url);

export async function* answersOfWorkers(
  jobs: readonly Job[],
  { setup, workers, interrupt, display }: Work,
  script = workerScript,
): AsyncGenerator<Answered> {
  const hand = new Hand(jobs);
  /** By seat, what its worker knows and what it is at. */
  const trees = new Map<number, Tree>();
  const rows = new Map<number, Row>();
  const crew: Crew<Sent> = {
    script,
    seats: workers,
    setup: { setup, interrupt: interrupt.shared } satisfies WorkerSetup,
    next(seat, fresh) {
      const dealt = hand.deal(seat);
      if (dealt === null) return null;
      const { tree, row } = dealt;
      const known = !fresh && trees.get(seat) === tree;
      trees.set(seat, tree);
      rows.set(seat, row);
      return { tree: known ? null : tree, row };
    },
  };
  for await (const news of employ<Sent, Report>(crew)) {
    const { seat } = news;
    const report = news.kind === 'report' ? news.report : null;
    if (report?.kind === 'searching') {
      display.show(seat, report.claim, report.progress);
      continue;
    }
    const row = rows.get(seat);
    if (row === undefined) continue; // it died after it had answered: nothing is lost
    rows.delete(seat);
    display.decided(seat);
    if (report !== null) yield report.answered;
    if (news.kind === 'lost') yield { ...withoutAnswer(row.place, row.question), ...lost(news.error) };
  }
}

function lost(error: unknown): Pick<Answered, 'verdict' | 'trouble'> {
  const full = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return full ? { verdict: notRun('not decided: its worker ran out of memory'), trouble: null } : bug(error);
}
