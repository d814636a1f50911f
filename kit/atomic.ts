// SPDX-License-Identifier: MIT
// A counter that is changed in one instruction.
//
// Stands for: atomic_t and its operations (include/linux/atomic/atomic-instrumented.h, v6.12); a plain `n++` on a field is what
// ++ on an ordinary variable is, two steps.
// Ordering is that of the kernel: what returns a value is fully ordered unless its name says otherwise, what returns none is not
// ordered at all. It matters where memory is not sequentially consistent (docs/memory.md).
// Leaves out: atomic64_t, counters beyond 16 bits, and that what returns no value is no read for smp_rmb().

import { atomically, type bool, type i16, READ_ONCE, smp_load_acquire, smp_store_release, WRITE_ONCE } from 'faultline';

export class atomic_t {
  constructor(public counter: i16 = 0) {}
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_read (v6.12), dup */
export function atomic_read(v: atomic_t): i16 {
  return READ_ONCE(v.counter);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_set (v6.12), dup */
export function atomic_set(v: atomic_t, n: i16): void {
  WRITE_ONCE(v.counter, n);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_add (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add(n: i16, v: atomic_t): void {
  atomically(() => {
    v.counter += n;
  }, 'relaxed');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_inc (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_inc(v: atomic_t): void {
  atomic_add(1, v);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_dec (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_dec(v: atomic_t): void {
  atomic_add(-1, v);
}

/** What it is afterwards.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_add_return (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add_return(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    v.counter += n;
    return v.counter;
  }, 'full');
}

/** What it was before.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_fetch_add (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_fetch_add(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    const old = v.counter;
    v.counter = old + n;
    return old;
  }, 'full');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_inc_return (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_inc_return(v: atomic_t): i16 {
  return atomic_add_return(1, v);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_dec_return (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_dec_return(v: atomic_t): i16 {
  return atomic_add_return(-1, v);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_dec_and_test (v6.12), dup */
export function atomic_dec_and_test(v: atomic_t): bool {
  return atomic_dec_return(v) === 0;
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_inc_not_zero (v6.12), dup */
export function atomic_inc_not_zero(v: atomic_t): bool {
  return atomically(() => {
    if (v.counter === 0) return false;
    v.counter++;
    return true;
  }, 'full');
}

/** What it was: `old`, if it was set to `to`.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_cmpxchg (v6.12), dup */
export function atomic_cmpxchg(v: atomic_t, old: i16, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    if (was === old) v.counter = to;
    return was;
  }, 'full');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_xchg (v6.12), dup */
export function atomic_xchg(v: atomic_t, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    v.counter = to;
    return was;
  }, 'full');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_add_return_relaxed (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add_return_relaxed(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    v.counter += n;
    return v.counter;
  }, 'relaxed');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_add_return_acquire (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add_return_acquire(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    v.counter += n;
    return v.counter;
  }, 'acquire');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_add_return_release (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add_return_release(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    v.counter += n;
    return v.counter;
  }, 'release');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_fetch_add_relaxed (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_fetch_add_relaxed(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    const old = v.counter;
    v.counter = old + n;
    return old;
  }, 'relaxed');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_fetch_add_acquire (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_fetch_add_acquire(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    const old = v.counter;
    v.counter = old + n;
    return old;
  }, 'acquire');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_fetch_add_release (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_fetch_add_release(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    const old = v.counter;
    v.counter = old + n;
    return old;
  }, 'release');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_cmpxchg_relaxed (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_cmpxchg_relaxed(v: atomic_t, old: i16, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    if (was === old) v.counter = to;
    return was;
  }, 'relaxed');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_cmpxchg_acquire (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_cmpxchg_acquire(v: atomic_t, old: i16, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    if (was === old) v.counter = to;
    return was;
  }, 'acquire');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_cmpxchg_release (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_cmpxchg_release(v: atomic_t, old: i16, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    if (was === old) v.counter = to;
    return was;
  }, 'release');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_xchg_relaxed (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_xchg_relaxed(v: atomic_t, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    v.counter = to;
    return was;
  }, 'relaxed');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_xchg_acquire (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_xchg_acquire(v: atomic_t, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    v.counter = to;
    return was;
  }, 'acquire');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_xchg_release (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_xchg_release(v: atomic_t, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    v.counter = to;
    return was;
  }, 'release');
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_read_acquire (v6.12), dup */
export function atomic_read_acquire(v: atomic_t): i16 {
  return smp_load_acquire(v.counter);
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_set_release (v6.12), dup */
export function atomic_set_release(v: atomic_t, n: i16): void {
  smp_store_release(v.counter, n);
}
