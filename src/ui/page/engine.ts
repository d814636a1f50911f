// SPDX-License-Identifier: MIT
// The worker with the engine, as something to await. A page that is served loads it from where it came from; in an offline file it
// lies beside the page, as text.

import type { Looking } from '../looking.ts';
import type { Ask, Asked, Question, Told } from './work/messages.ts';

/** Built into a page that is served. */
declare const SITE: boolean;

export function engineWorker(): Worker {
  if (SITE) return new Worker('engine.js');
  const text = document.getElementById('engine')?.textContent ?? null;
  if (text === null) throw new Error('checker bug: an offline file without its engine');
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(address);
  // It is loaded when it has said something.
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
}

export type Answer<K extends Question> = ReturnType<Looking[K]>;

/** One claim that is looked at. */
export class Engine {
  readonly #worker = engineWorker();
  readonly #waiting = new Map<number, (value: never) => void>();
  #numbers = 0;
  readonly #onFollowed: (steps: number) => void;
  readonly #onBug: (detail: string) => void;

  /** @param onFollowed how many steps of a long run it has followed
   *  @param onBug a fault of ours: what was asked is never answered */
  constructor(onFollowed: (steps: number) => void, onBug: (detail: string) => void) {
    this.#onFollowed = onFollowed;
    this.#onBug = onBug;
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Told>) => this.#hear(data));
    this.#worker.addEventListener('error', ({ message }) => onBug(message));
  }

  #hear(told: Told): void {
    if (told.kind === 'followed') this.#onFollowed(told.steps);
    else if (told.kind === 'bug') this.#onBug(told.detail);
    else if (told.kind === 'told') {
      this.#waiting.get(told.number)?.(told.value as never);
      this.#waiting.delete(told.number);
    }
  }

  /** Questions are answered in their order. */
  ask<K extends Question>(method: K, ...args: Parameters<Looking[K]>): Promise<Answer<K>> {
    const number = this.#numbers++;
    const asked: Asked = { kind: 'ask', number, ask: { method, args } as Ask };
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve as (value: never) => void);
      this.#worker.postMessage(asked);
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
