// SPDX-License-Identifier: MIT
// `faultline worker`: answers the rows of whoever asks on the same server, a thread for each core. A thread that dies is
// replaced; what it was at, the server gives to another one.

import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { count, counted, seconds } from '../../report/numbers.ts';
import { usualMemory } from '../budget.ts';
import { type ExitStatus, exitStatus } from '../exit.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { Output } from '../output.ts';
import type { TakerSetup } from '../taker.ts';
import { Board, type On } from './board.ts';
import type { Done } from './taking.ts';

export interface WorkerRequest {
  readonly on: On;
  readonly workers: number;
  /** Bytes for each row; null: its share of what is free. */
  readonly memory: number | null;
  /** Milliseconds without a row after which it ends. */
  readonly idle: number;
  /** Milliseconds without a word of a worker after which another one gets its row. */
  readonly patience: number;
}

/** In dist/ it lies beside every file that this one may become a part of. */
const takerScript = new URL('./taker.js', import.meta.url);
/** Before a thread that died is replaced: what killed it may kill the next one. */
const pause = 2000;

export async function work(request: WorkerRequest, output: Output): Promise<ExitStatus> {
  const { on, workers, idle, patience } = request;
  const interrupt = listenForInterrupt();
  const board = await Board.open(on);
  const name = `${hostname()}-${process.pid}`;
  board.answerTo({ name, workers });
  output.line(`${counted(workers, 'worker')} at ${on.server}, of version ${on.version.slice(0, 16)}: waiting for rows`);
  const memory = request.memory ?? usualMemory(workers);
  const setup: TakerSetup = { on, memory, patience, idle, interrupt: interrupt.shared };
  const seat = async (): Promise<void> => {
    while (!interrupt.asked) {
      const died = await untilEnd(new Worker(takerScript, { workerData: setup }), (done) => output.line(lineOf(done)));
      if (died === null) return;
      output.note(`a worker ended: ${died}; another one takes its place`);
      await setTimeout(pause);
    }
  };
  await Promise.all(Array.from({ length: workers }, seat));
  await board.close();
  interrupt.stop();
  return exitStatus.expected;
}

/** Null: it ended because it should. */
function untilEnd(worker: Worker, heard: (done: Done) => void): Promise<string | null> {
  return new Promise((resolve) => {
    let why: string | null = null;
    worker.on('message', heard);
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', (status) => resolve(status === 0 ? null : (why ?? `with status ${status}`)));
  });
}

function lineOf({ id, variant, property, what, why, states, milliseconds }: Done): string {
  const words = [id, variant, property, what, `${count(states)} states`, seconds(milliseconds), why];
  return words.filter((word) => word !== '').join('  ');
}
