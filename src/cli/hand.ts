// SPDX-License-Identifier: MIT
// Who gets which row next. A worker stays with its job, whose Program it has. When no job is left that nobody has begun, it
// helps with one that another is at: one job of a few long searches would keep all others waiting at the end.

import type { Job, Row } from '../ask/jobs.ts';
import type { Tree } from '../lang/tree.ts';

export interface Dealt {
  readonly key: string;
  readonly tree: Tree;
  readonly row: Row;
}

type Open = Omit<Job, 'rows'> & { readonly rows: Row[] };

export class Hand {
  readonly #waiting: Open[];
  /** By seat. Helpers share an entry. */
  readonly #begun = new Map<number, Open>();

  constructor(jobs: readonly Job[]) {
    this.#waiting = jobs.map((job) => ({ ...job, rows: [...job.rows] }));
  }

  deal(seat: number): Dealt | null {
    const job = this.#jobFor(seat);
    const row = job?.rows.shift();
    if (job === undefined || row === undefined) return null;
    this.#begun.set(seat, job);
    return { key: job.key, tree: job.tree, row };
  }

  #jobFor(seat: number): Open | undefined {
    const own = this.#begun.get(seat);
    if (own !== undefined && own.rows.length > 0) return own;
    const [fullest] = [...this.#begun.values()].sort((a, b) => b.rows.length - a.rows.length);
    return this.#waiting.shift() ?? fullest;
  }
}
