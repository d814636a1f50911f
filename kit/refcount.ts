// SPDX-License-Identifier: MIT
// References that keep an object. Nobody may take one where there is none left.
//
// Stands for: refcount_t (include/linux/refcount.h, lib/refcount.c) and struct kref (include/linux/kref.h), v6.12.
// Ordering: none to take a reference, release to put one, and acquire for who puts the last.
// Leaves out: saturation. What the kernel warns of and survives by never freeing (an increment from 0, a decrement below it)
// breaks the run, because the object is lost or was used after its end. kref_put() has no release function: who gets
// `true` has the last reference, and releases.

import { assert, atomically, type bool, READ_ONCE, smp_rmb, type u8, WRITE_ONCE } from 'faultline';
import { spin_lock, spin_unlock, type spinlock_t } from './spinlock.ts';

export class refcount_t {
  constructor(public refs: u8 = 1) {}
}

/** @linux include/linux/refcount.h refcount_read (v6.12), dup */
export function refcount_read(r: refcount_t): u8 {
  return READ_ONCE(r.refs);
}

/** @linux include/linux/refcount.h refcount_set (v6.12), dup */
export function refcount_set(r: refcount_t, n: u8): void {
  WRITE_ONCE(r.refs, n);
}

/** For who has a reference already.
 *  @linux include/linux/refcount.h refcount_inc (v6.12), custom: breaks the run where the kernel warns */
export function refcount_inc(r: refcount_t): void {
  atomically(() => {
    assert(r.refs > 0, 'refcount_t: addition on 0; use-after-free');
    r.refs++;
  }, 'relaxed');
}

/** For who has found the object and has none: false, and it is on its way out.
 *  @linux include/linux/refcount.h refcount_inc_not_zero (v6.12), dup */
export function refcount_inc_not_zero(r: refcount_t): bool {
  return atomically(() => {
    if (r.refs === 0) return false;
    r.refs++;
    return true;
  }, 'relaxed');
}

/** @linux include/linux/refcount.h refcount_dec (v6.12), custom: breaks the run where the kernel warns */
export function refcount_dec(r: refcount_t): void {
  atomically(() => {
    assert(r.refs > 1, 'refcount_t: decrement hit 0; leaking memory');
    r.refs--;
  }, 'release');
}

/** True: it was the last one.
 *  @linux include/linux/refcount.h refcount_dec_and_test (v6.12), custom: breaks the run where the kernel warns */
export function refcount_dec_and_test(r: refcount_t): bool {
  const last = atomically(() => {
    assert(r.refs > 0, 'refcount_t: underflow; use-after-free');
    r.refs--;
    return r.refs === 0;
  }, 'release');
  // smp_acquire__after_ctrl_dep(): what the others have done with the object is done.
  if (last) smp_rmb();
  return last;
}

/** The last reference is put with the lock held, so that who looks the object up under the lock never finds a dead one. True:
 *  it was the last one, and the lock is held.
 *  @linux lib/refcount.c refcount_dec_and_lock (v6.12), dup */
export function refcount_dec_and_lock(r: refcount_t, lock: spinlock_t): bool {
  if (dec_not_one(r)) return false;
  spin_lock(lock);
  if (refcount_dec_and_test(r)) return true;
  spin_unlock(lock);
  return false;
}

/** @linux lib/refcount.c refcount_dec_not_one (v6.12), custom, name ours: breaks the run where the kernel warns */
function dec_not_one(r: refcount_t): bool {
  return atomically(() => {
    assert(r.refs > 0, 'refcount_t: underflow; use-after-free');
    if (r.refs === 1) return false;
    r.refs--;
    return true;
  }, 'release');
}

/** @linux include/linux/kref.h kref_get (v6.12), dup */
export function kref_get(kref: refcount_t): void {
  refcount_inc(kref);
}

/** @linux include/linux/kref.h kref_get_unless_zero (v6.12), dup */
export function kref_get_unless_zero(kref: refcount_t): bool {
  return refcount_inc_not_zero(kref);
}

/** @linux include/linux/kref.h kref_put (v6.12), custom: the caller releases */
export function kref_put(kref: refcount_t): bool {
  return refcount_dec_and_test(kref);
}
