// SPDX-License-Identifier: MIT
// Worker threads that help to search one claim. They are started when the first search gets large, and stay for the next.

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Carried } from '../compile/program.ts';
import { createGate, Gate, type News, type Orders, type Phase, SIZES, type Sizes, type Team } from '../explore/team.ts';

/** To a helper, for each search. */
export interface Called extends Omit<Orders, 'program'> {
  readonly carried: Carried;
  readonly gate: Int32Array;
  readonly me: number;
  /** News come by a way of their own: who waits at a gate reads no messages. */
  readonly news: MessagePort;
}

/** In dist/ it lies beside every file that this one may become a part of. */
const helperScript = new URL('./helper.js', import.meta.url);

export class Threads implements Team {
  readonly #script: URL;
  readonly #helpers: Worker[] = [];
  #ports: readonly MessagePort[] = [];
  #gate: Gate | null = null;

  constructor(
    readonly size: number,
    readonly sizes: Sizes = SIZES,
    script = helperScript,
  ) {
    this.#script = script;
  }

  call({ program, ...orders }: Orders): void {
    this.dismiss();
    const { carried } = program;
    if (carried === null) throw new Error('checker bug: a Program that cannot be sent');
    while (this.#helpers.length < this.size - 1) this.#helpers.push(new Worker(this.#script));
    const gate = createGate();
    this.#gate = new Gate(gate, this.size - 1);
    this.#ports = this.#helpers.map((helper, i) => {
      const { port1, port2 } = new MessageChannel();
      const called: Called = { ...orders, carried, gate, me: i + 1, news: port2 };
      helper.postMessage(called, [port2]);
      return port1;
    });
  }

  get ready(): boolean {
    return this.#gate?.ready === true;
  }

  tell(news: News): void {
    for (const port of this.#ports) port.postMessage(news);
    this.#gate?.toldNews();
  }

  meet(phase: Phase, here: () => void): void {
    if (this.#gate === null) throw new Error('checker bug: nobody was called');
    this.#gate.meet(phase, here);
  }

  dismiss(): void {
    this.#gate?.dismiss();
    this.#gate = null;
    for (const port of this.#ports) port.close();
    this.#ports = [];
  }

  /** They may be in the middle of a search. */
  async end(): Promise<void> {
    this.dismiss();
    await Promise.all(this.#helpers.splice(0).map((helper) => helper.terminate()));
  }
}
