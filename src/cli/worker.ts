// SPDX-License-Identifier: MIT
// What a worker thread runs: it takes rows from the main thread and says what it finds. It prints nothing.

import { parentPort, workerData } from 'node:worker_threads';
import { Answerer } from '../ask/answer.ts';
import type { Tree } from '../lang/tree.ts';
import { answerRow, type Watch } from './answer-row.ts';
import { interruptIn } from './interrupt.ts';
import { now } from './machine.ts';
import { ready } from './pool.ts';
import type { Report, Sent, WorkerSetup } from './workers.ts';

const port = parentPort;
if (port === null) throw new Error('checker bug: this is no worker');
const { setup, interrupt: shared }: WorkerSetup = workerData;
const answerer = new Answerer(setup, now);
const interrupt = interruptIn(shared);
const say = (report: Report | typeof ready): void => port.postMessage(report);
let tree: Tree | null = null;

port.on('message', async (sent: Sent) => {
  tree = sent.tree ?? tree;
  if (tree === null) throw new Error('checker bug: a row without a tree');
  const watch: Watch = {
    interrupt,
    show: (claim, progress) => say({ kind: 'searching', claim, progress }),
  };
  say({ kind: 'answered', answered: await answerRow(answerer, { tree }, sent.row, watch) });
  say(ready);
});
