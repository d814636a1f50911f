// SPDX-License-Identifier: MIT
// The ear for Ctrl-C. What it heard stands in shared memory, because a worker that is busy searching reads no messages.

import { exitStatus } from './exit.ts';

export interface Interrupt {
  readonly asked: boolean;
}

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
  const heard = (): void => {
    if (interrupt.asked) process.exit(exitStatus.interrupted);
    Atomics.store(shared, 0, 1);
  };
  process.on('SIGINT', heard);
  return {
    shared,
    get asked() {
      return interrupt.asked;
    },
    stop: () => {
      process.off('SIGINT', heard);
    },
  };
}
