// SPDX-License-Identifier: MIT
// What a thread of `faultline worker` runs: it takes rows from a server until it is told to end, and says what it has answered.

import { parentPort, workerData } from 'node:worker_threads';
import { interruptIn } from './interrupt.ts';
import { type Done, type Taking, takeRows } from './swarm/taking.ts';

/** To a taker, when it starts. */
export type TakerSetup = Omit<Taking, 'interrupt'> & { readonly interrupt: Int32Array };

const port = parentPort;
if (port === null) throw new Error('checker bug: this is no worker');
const { interrupt, ...taking }: TakerSetup = workerData;
await takeRows({ ...taking, interrupt: interruptIn(interrupt) }, (done: Done) => port.postMessage(done));
