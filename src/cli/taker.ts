// SPDX-License-Identifier: MIT
// What a thread of `faultline worker` runs: it takes rows from a server until it is told to end, and says what it has answered.

import { parentPort, workerData } from 'node:worker_threads';
import { interruptIn } from './interrupt.ts';
import { type Taking, takeRows } from './swarm/taking.ts';

/** To a taker, when it starts. */
export type TakerSetup = Omit<Taking, 'interrupt'> & { readonly interrupt: Int32Array };

/** A row that a taker has answered, as far as it is printed. */
export interface Row {
  readonly id: string;
  readonly variant: string;
  readonly property: string;
  readonly verdict: string;
  readonly why: string;
  readonly states: number;
  readonly milliseconds: number;
}

const port = parentPort;
if (port === null) throw new Error('checker bug: this is no worker');
const { interrupt, ...taking }: TakerSetup = workerData;
await takeRows({ ...taking, interrupt: interruptIn(interrupt) }, (claim, { verdict }) => {
  const { id, variant, property } = claim;
  const { states, milliseconds } = verdict.counts;
  const why = verdict.kind === 'unknown' ? verdict.bound.reason : '';
  port.postMessage({ id, variant, property, verdict: verdict.kind, why, states, milliseconds } satisfies Row);
});
