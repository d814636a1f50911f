// SPDX-License-Identifier: MIT
// What a worker thread runs: it takes jobs from the main thread and says what it finds. It prints nothing.

import { parentPort, workerData } from 'node:worker_threads';
import type { Tree } from '../lang/tree.ts';
import { Answerer } from './answer.ts';
import type { Watch } from './decide.ts';
import { interruptIn } from './interrupt.ts';
import { ready } from './pool.ts';
import type { Report, Sent, WorkerSetup } from './workers.ts';

const port = parentPort;
if (port === null) throw new Error('checker bug: this is no worker');
const { setup, interrupt: shared }: WorkerSetup = workerData;
const answerer = new Answerer(setup);
const interrupt = interruptIn(shared);
const say = (report: Report | typeof ready): void => port.postMessage(report);
let tree: Tree | null = null;

port.on('message', async (job: Sent) => {
  tree = job.tree ?? tree;
  if (tree === null) throw new Error('checker bug: a job without a tree');
  const watch: Watch = { interrupt, show: (claim, progress) => say({ kind: 'searching', claim, progress }) };
  for await (const answered of answerer.answers({ ...job, tree }, watch)) say({ kind: 'answered', answered });
  say(ready);
});
