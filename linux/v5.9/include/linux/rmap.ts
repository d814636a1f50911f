// SPDX-License-Identifier: GPL-2.0-only
// What leads from an anonymous page to the mappings that may have it. Only v6.0 uses it.

import { array, type bool, type freed, type ghost, type int } from 'faultline';
import { rw_semaphore } from '../../kernel/locking/rwsem.ts';
import type { vm_area_struct } from './mm_types.ts';

/** What the memory of an object out of a type-safe slab is at the moment. */
export enum slab_t {
  ALLOCATED = 0,
  /** Free, and the next allocation may take it. It still has the layout of an object. */
  FREE = 1,
  /** The slab is empty and hands out nothing any more; its memory is given back after a grace period. */
  DISCARDED = 2,
  /** Something else by now. */
  GONE = 3,
}

/** Nobody here has forked, so it is its own root. */
export class anon_vma {
  /** One for its mappings, and one for each who holds it. */
  refcount: int<0, 3> = 1;
  /** Its mappings, one here (an interval tree in Linux). */
  readonly rb_root: array<vm_area_struct | null, 1> = array(1, null);
  readonly rwsem: rw_semaphore = new rw_semaphore();
  /** The slab that it lies in, which has no other object. */
  slab: freed<slab_t> = slab_t.ALLOCATED;
  /** It was looked at when it was something else, or freed twice. */
  used_after_free: ghost<bool> = false;
}
