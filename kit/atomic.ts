// SPDX-License-Identifier: MIT
// A counter that is changed in one instruction.
//
// Stands for: atomic_t and its operations (include/linux/atomic/atomic-instrumented.h, v6.12); a plain `n++` on a field is what
// ++ on an ordinary variable is, two steps.
// Leaves out: ordering. Memory is sequentially consistent here, so that _relaxed, _acquire and _release are all the same.

import { atomically, type bool, type i16 } from 'faultline';

export class atomic_t {
  constructor(public counter: i16 = 0) {}
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_read (v6.12), dup */
export function atomic_read(v: atomic_t): i16 {
  return v.counter;
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_set (v6.12), dup */
export function atomic_set(v: atomic_t, n: i16): void {
  v.counter = n;
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_add (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_add(n: i16, v: atomic_t): void {
  atomically(() => {
    v.counter += n;
  });
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
  });
}

/** What it was before.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_fetch_add (v6.12), custom: beyond 16 bits the run breaks */
export function atomic_fetch_add(n: i16, v: atomic_t): i16 {
  return atomically(() => {
    const old = v.counter;
    v.counter = old + n;
    return old;
  });
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
  });
}

/** What it was: `old`, if it was set to `to`.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_cmpxchg (v6.12), dup */
export function atomic_cmpxchg(v: atomic_t, old: i16, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    if (was === old) v.counter = to;
    return was;
  });
}

/** @linux include/linux/atomic/atomic-instrumented.h atomic_xchg (v6.12), dup */
export function atomic_xchg(v: atomic_t, to: i16): i16 {
  return atomically(() => {
    const was = v.counter;
    v.counter = to;
    return was;
  });
}
