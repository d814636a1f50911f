// SPDX-License-Identifier: MIT
// A map from small numbers to nodes, read without a lock: the page cache, a table of ids.
//
// Stands for: struct xarray (include/linux/xarray.h, lib/xarray.c; v6.12). What happens under xa_lock is one step, because
// nobody but its takers sees the tree in between; a lookup without it is one read of the slot, which is stored to with
// release. A value is a number from 1 on, of a place in an array of the model's; 0 is nothing.
// Leaves out: allocation that fails, ranges, marks, and more than 4 slots.

import { array, atomically, type bool, type int, rcu_dereference, smp_store_release } from 'faultline';

export const XA_SLOTS = 4;
export type entry = int<0, 7>;

export class xarray {
  readonly slots: array<entry, typeof XA_SLOTS> = array(XA_SLOTS, 0);
}

/** @linux lib/xarray.c xa_load (v6.12), custom: one read, under no lock */
export function xa_load(xa: xarray, index: int<0, 3>): entry {
  return rcu_dereference(xa.slots[index]);
}

/** What was there.
 *  @linux lib/xarray.c xa_store (v6.12), custom: cannot fail */
export function xa_store(xa: xarray, index: int<0, 3>, value: entry): entry {
  return atomically('locked', xa, () => {
    const old = xa.slots[index];
    smp_store_release(xa.slots[index], value);
    return old;
  });
}

/** @linux lib/xarray.c xa_erase (v6.12), dup */
export function xa_erase(xa: xarray, index: int<0, 3>): entry {
  return xa_store(xa, index, 0);
}

/** What was there: `old`, if it is `value` now.
 *  @linux include/linux/xarray.h xa_cmpxchg (v6.12), custom: cannot fail */
export function xa_cmpxchg(xa: xarray, index: int<0, 3>, old: entry, value: entry): entry {
  return atomically('locked', xa, () => {
    const was = xa.slots[index];
    if (was === old) smp_store_release(xa.slots[index], value);
    return was;
  });
}

/** True: nothing was there, and now it is this.
 *  @linux include/linux/xarray.h xa_insert (v6.12), custom: true for 0, false for -EBUSY */
export function xa_insert(xa: xarray, index: int<0, 3>, value: entry): bool {
  return xa_cmpxchg(xa, index, 0, value) === 0;
}

/** @linux include/linux/xarray.h xa_empty (v6.12), custom: reads one slot after the other */
export function xa_empty(xa: xarray): bool {
  for (let i: int<0, 4> = 0; i < XA_SLOTS; i++) if (xa.slots[i] !== 0) return false;
  return true;
}
