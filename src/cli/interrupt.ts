// SPDX-License-Identifier: MIT
// The ear for Ctrl-C and for SIGTERM, which means the same without a keyboard. What it heard stands in shared memory, because a worker that is busy searching reads no messages.

import { exitStatus } from './exit.ts';
import type { Interrupt } from './machine.ts';

export interface Ear extends Interrupt {
  /** For `interruptIn`, in another thread. */
  readonly shared: Int32Array;
  stop(): void;
}

export function interruptIn(shared: Int32Array): Interrupt {
  return {
    get asked() {
      return Atomics.load(shared, 0) === 1;
    },
  };
}

/** The first Ctrl-C asks the running searches for what they have; the second ends everything at once. */
export function listenForInterrupt(): Ear {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const interrupt = interruptIn(shared);
  const heard = (signal: NodeJS.Signals): void => {
    if (interrupt.asked) process.exit(signal === 'SIGINT' ? exitStatus.interrupted : exitStatus.terminated);
    Atomics.store(shared, 0, 1);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, heard);
  return {
    shared,
    get asked() {
      return interrupt.asked;
    },
    stop: () => {
      for (const signal of signals) process.off(signal, heard);
    },
  };
}
