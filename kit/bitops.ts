// SPDX-License-Identifier: MIT
// A word of flags. Each of the atomic operations is one step, whatever happens to the other bits; the ones with two
// underscores read the word and write it, and lose what happens in between.
//
// Stands for: set_bit() and the like on an unsigned long (include/asm-generic/bitops/instrumented-*.h) and wait_on_bit()
// (include/linux/wait_bit.h), v6.12. The word is an object, so that it can be passed: `set_bit(PG_dirty, page.flags)`.
// Leaves out: more than 8 bits; the queue behind wait_on_bit() (wait.ts has one with keys). Bits have numbers: an enum
// gives them names in the code, and calls are printed with the number.

import { atomically, type bool, type int, type u8, waitUntil } from 'faultline';

export type bit = int<0, 7>;

export class flags_t {
  constructor(public word: u8 = 0) {}
}

/** @linux include/asm-generic/bitops/instrumented-non-atomic.h test_bit (v6.12), dup */
export function test_bit(nr: bit, flags: flags_t): bool {
  return (flags.word & (1 << nr)) !== 0;
}

/** @linux include/asm-generic/bitops/instrumented-atomic.h set_bit (v6.12), dup */
export function set_bit(nr: bit, flags: flags_t): void {
  atomically(() => {
    flags.word |= 1 << nr;
  }, 'relaxed');
}

/** @linux include/asm-generic/bitops/instrumented-atomic.h clear_bit (v6.12), dup */
export function clear_bit(nr: bit, flags: flags_t): void {
  atomically(() => {
    flags.word &= ~(1 << nr);
  }, 'relaxed');
}

/** What it was.
 *  @linux include/asm-generic/bitops/instrumented-atomic.h test_and_set_bit (v6.12), dup */
export function test_and_set_bit(nr: bit, flags: flags_t): bool {
  return atomically(() => {
    const was = (flags.word & (1 << nr)) !== 0;
    flags.word |= 1 << nr;
    return was;
  }, 'full');
}

/** What it was.
 *  @linux include/asm-generic/bitops/instrumented-atomic.h test_and_clear_bit (v6.12), dup */
export function test_and_clear_bit(nr: bit, flags: flags_t): bool {
  return atomically(() => {
    const was = (flags.word & (1 << nr)) !== 0;
    flags.word &= ~(1 << nr);
    return was;
  }, 'full');
}

/** Two steps: for who is alone with the word.
 *  @linux include/asm-generic/bitops/instrumented-non-atomic.h __set_bit (v6.12), dup */
export function __set_bit(nr: bit, flags: flags_t): void {
  flags.word |= 1 << nr;
}

/** @linux include/asm-generic/bitops/instrumented-non-atomic.h __clear_bit (v6.12), dup */
export function __clear_bit(nr: bit, flags: flags_t): void {
  flags.word &= ~(1 << nr);
}

/** A bit as a lock: what it was. Where it was set, nothing is ordered.
 *  @linux include/asm-generic/bitops/instrumented-lock.h test_and_set_bit_lock (v6.12), dup */
export function test_and_set_bit_lock(nr: bit, flags: flags_t): bool {
  if (test_bit(nr, flags)) return true;
  return atomically(() => {
    const was = (flags.word & (1 << nr)) !== 0;
    flags.word |= 1 << nr;
    return was;
  }, 'lock');
}

/** @linux include/asm-generic/bitops/instrumented-lock.h clear_bit_unlock (v6.12), dup */
export function clear_bit_unlock(nr: bit, flags: flags_t): void {
  atomically(() => {
    flags.word &= ~(1 << nr);
  }, 'release');
}

/** Sleep until it is clear. The next moment it may be set again.
 *  @linux include/linux/wait_bit.h wait_on_bit (v6.12), custom: no queue, no signals */
export function wait_on_bit(nr: bit, flags: flags_t): void {
  waitUntil(() => (flags.word & (1 << nr)) === 0, 'acquire');
}

/** Sleep until it is clear, and set it.
 *  @linux include/linux/wait_bit.h wait_on_bit_lock (v6.12), custom: no queue, no signals; waiting and setting are one step */
export function wait_on_bit_lock(nr: bit, flags: flags_t): void {
  atomically(() => {
    waitUntil(() => (flags.word & (1 << nr)) === 0);
    flags.word |= 1 << nr;
  }, 'lock');
}

/** A spinlock in a bit.
 *  @linux include/linux/bit_spinlock.h bit_spin_lock (v6.12), custom: no order among those who wait */
export function bit_spin_lock(nr: bit, flags: flags_t): void {
  wait_on_bit_lock(nr, flags);
}

/** @linux include/linux/bit_spinlock.h bit_spin_unlock (v6.12), dup */
export function bit_spin_unlock(nr: bit, flags: flags_t): void {
  clear_bit_unlock(nr, flags);
}
