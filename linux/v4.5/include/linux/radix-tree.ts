// SPDX-License-Identifier: GPL-2.0-only
// The tree of a mapping at the size of the models: one slot for each page of the file, with its tags. A slot is one word in
// Linux, which holds nothing, a page, or an exceptional entry; DAX puts the sector into such an entry, and from 4.7 on a lock
// bit. Writers hold tree_lock; readers under RCU see a slot before or after, and nothing between.

import { array, atomically, type bool, rcu_assign_pointer } from 'faultline';
import type { page } from './mm_types.ts';
import type { block } from './pmem.ts';
import { EEXIST, type errno_t, type pgoff_t } from './types.ts';

/** What a slot holds. Exceptional and locked, and nothing else: the empty locked entry. */
export type slot_t = {
  readonly page: page | null;
  readonly exceptional: bool;
  readonly sector: block | null;
  /** RADIX_DAX_ENTRY_LOCK */
  readonly locked: bool;
};

export class radix_tree_root {
  readonly slots: array<slot_t, 2> = array(2, { page: null, exceptional: false, sector: null, locked: false });
  /** PAGECACHE_TAG_DIRTY and PAGECACHE_TAG_TOWRITE. */
  readonly dirty: array<bool, 2> = array(2, false);
  readonly towrite: array<bool, 2> = array(2, false);
}

/** A slot with nothing in it.
 *  @linux lib/radix-tree.c __radix_tree_lookup (v4.5), custom, name ours: NULL, as the value of a slot */
export function no_entry(): slot_t {
  return { page: null, exceptional: false, sector: null, locked: false };
}

/** @linux lib/radix-tree.c __radix_tree_lookup (v4.5), custom, name ours: a page, as the value of a slot */
export function page_entry(page: page): slot_t {
  return { page, exceptional: false, sector: null, locked: false };
}

/** @linux lib/radix-tree.c __radix_tree_lookup (v4.5), custom, name ours: whether the slot is NULL */
export function is_null(entry: slot_t): bool {
  return !entry.exceptional && entry.page === null;
}

/** @linux include/linux/radix-tree.h radix_tree_exceptional_entry (v4.5), dup */
export function radix_tree_exceptional_entry(entry: slot_t): bool {
  return entry.exceptional;
}

/** @linux lib/radix-tree.c radix_tree_lookup (v4.5), dup */
export function radix_tree_lookup(root: radix_tree_root, index: pgoff_t): slot_t {
  return root.slots[index];
}

/** Put an entry where there is none.
 *  @linux lib/radix-tree.c radix_tree_insert (v4.5), custom: one step, since who writes slots holds tree_lock; no nodes, so
 *  never out of memory */
export function radix_tree_insert(root: radix_tree_root, index: pgoff_t, entry: slot_t): errno_t {
  return atomically((): errno_t => {
    if (!is_null(root.slots[index])) return -EEXIST;
    rcu_assign_pointer(root.slots[index], entry);
    return 0;
  }, 'relaxed');
}

/** Take the entry out, whatever it is; its tags go with it.
 *  @linux lib/radix-tree.c radix_tree_delete (v4.5), custom: one step, since who writes slots and tags holds tree_lock */
export function radix_tree_delete(root: radix_tree_root, index: pgoff_t): void {
  atomically(() => {
    root.slots[index] = no_entry();
    root.dirty[index] = false;
    root.towrite[index] = false;
  }, 'relaxed');
}
