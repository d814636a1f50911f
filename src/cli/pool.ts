// SPDX-License-Identifier: MIT
// Worker threads that take tasks until there are none. Knows nothing of claims: what a worker says is handed on, and when
// one dies, that too; another one takes its seat.

import { EventEmitter, on } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What a worker says after each task, when it can take another. */
export const ready = 'ready';

export interface Crew<Task> {
  /** What the workers run. */
  readonly script: URL;
  readonly seats: number;
  /** `workerData`: what every worker knows from the beginning. */
  readonly setup: unknown;
  /**
   * The next task for a seat; null when there is none.
   * @param fresh whether its worker has just been started, and so remembers nothing
   */
  next(seat: number, fresh: boolean): Task | null;
}

export type News<Report> =
  | { readonly kind: 'report'; readonly seat: number; readonly report: Report }
  /** The worker died at its task. Everything that it reported before has been told. */
  | { readonly kind: 'lost'; readonly seat: number; readonly error: unknown };

type Heard<Report> = News<Report> | { readonly kind: 'ready'; readonly seat: number };

/** Ends when every worker has been told that there is nothing left; stops them all when nobody listens any more. */
export async function* employ<Task, Report>(crew: Crew<Task>): AsyncGenerator<News<Report>, void> {
  const ears = new EventEmitter();
  const workers = new Map<number, Worker>();
  const start = (seat: number): void => {
    const task = crew.next(seat, true);
    if (task === null) return;
    const worker = new Worker(crew.script, { workerData: crew.setup });
    const tell = (heard: Heard<Report>): void => {
      if (workers.get(seat) === worker) ears.emit('heard', heard);
    };
    let error: unknown = null;
    worker.on('message', (said) =>
      tell(said === ready ? { kind: 'ready', seat } : { kind: 'report', seat, report: said }),
    );
    worker.on('error', (thrown) => {
      error = thrown;
    });
    // Node hands over all messages of a worker before it says that it has ended.
    worker.on('exit', (status) =>
      tell({ kind: 'lost', seat, error: error ?? new Error(`a worker ended with status ${status}`) }),
    );
    workers.set(seat, worker);
    worker.postMessage(task);
  };
  try {
    for (let seat = 0; seat < crew.seats; seat++) start(seat);
    if (workers.size === 0) return;
    for await (const [heard] of on(ears, 'heard') as AsyncIterable<[Heard<Report>]>) {
      const { kind, seat } = heard;
      if (kind === 'ready') {
        const task = crew.next(seat, false);
        const worker = workers.get(seat);
        if (task !== null) worker?.postMessage(task);
        else {
          workers.delete(seat);
          void worker?.terminate();
        }
      } else yield heard;
      if (kind === 'lost') {
        workers.delete(seat);
        start(seat);
      }
      if (workers.size === 0) return;
    }
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.terminate()));
  }
}
