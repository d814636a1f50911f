// SPDX-License-Identifier: MIT
// What every thread of the increment scenarios does: reads a counter, then writes one more than it read. Each thread also
// remembers what it read. The published counts keep that number after its last use (13 states for two threads; 12 if it
// were forgotten), so it is ghost state here: no step, but part of the State.

import { atomically, type bool, type ghost, type u8, waitUntil } from 'faultline';

export class counter {
  value: u8 = 0;
  locked: bool = false;
}

/** One per thread. */
export class register {
  read: ghost<u8> = 0;
}

export function increment(counter: counter, register: register): void {
  const read = counter.value;
  register.read = read;
  counter.value = read + 1;
}

export function lock(counter: counter): void {
  atomically(() => {
    waitUntil(() => !counter.locked);
    counter.locked = true;
  });
}

export function unlock(counter: counter): void {
  counter.locked = false;
}
