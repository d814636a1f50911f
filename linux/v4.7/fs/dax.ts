// SPDX-License-Identifier: GPL-2.0-only
// A lock for each entry (ac401cc78242): a bit of it, and where a fault finds no entry it makes an empty one to have something to
// lock. A hole page in the slot takes the entry's place, and then the page lock is that lock. The section under tree_lock ends
// where Linux ends it: to sleep, and to fill the reserve of tree nodes.

import { assert, type bool, rcu_assign_pointer, warn } from 'faultline';
import { copy_user_bh } from '../../v4.5/fs/dax.ts';
import { type address_space, i_size_read } from '../../v4.5/include/linux/fs.ts';
import { get_page, put_page, VM_FAULT, type vm_fault } from '../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../v4.5/include/linux/mm_types.ts';
import { lock_page } from '../../v4.5/include/linux/pagemap.ts';
import { type block, copy_from_iter_pmem } from '../../v4.5/include/linux/pmem.ts';
import {
  is_null,
  page_entry,
  radix_tree_delete,
  radix_tree_exceptional_entry,
  radix_tree_insert,
  radix_tree_lookup,
  type slot_t,
} from '../../v4.5/include/linux/radix-tree.ts';
import { EBUSY, type pgoff_t } from '../../v4.5/include/linux/types.ts';
import type { exceptional_entry_key, task_struct, wait_queue_head_t } from '../../v4.5/include/linux/wait.ts';
import { __delete_from_page_cache, find_or_create_page, unlock_page } from '../../v4.5/mm/filemap.ts';
import { unmap_mapping_range, vm_insert_mixed } from '../../v4.5/mm/memory.ts';
import type { cell_t } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import {
  __wake_up,
  autoremove_wake_function,
  finish_wait,
  get_current,
  prepare_to_wait_exclusive,
  schedule,
  waitqueue_active,
} from '../kernel/sched/wait.ts';
import { ext4_dax_get_block } from './ext4/inode.ts';

export * from '../../v4.5/fs/dax.ts';

/** Wake the task if it waits for this entry: part of a step.
 *  @linux fs/dax.c wake_exceptional_entry_func (v4.7), dup */
export function wake_exceptional_entry_func(q: wait_queue_head_t, task: task_struct, key: exceptional_entry_key): bool {
  if (key.mapping !== task.key.mapping || key.index !== task.key.index) return false;
  return autoremove_wake_function(q, task);
}

/** @linux fs/dax.c slot_locked (v4.7), dup */
export function slot_locked(entry: slot_t): bool {
  return entry.locked;
}

/** The empty locked entry. It stands in the tree while a fault is under way.
 *  @linux fs/dax.c grab_mapping_entry (v4.7), custom, name ours: an expression of it */
export function empty_locked_entry(): slot_t {
  return { page: null, exceptional: true, sector: null, locked: true };
}

/** Set the lock bit. Called with tree_lock, after a look at the entry.
 *  @linux fs/dax.c lock_slot (v4.7), custom: the entry that was looked at is passed on, instead of read again under the lock */
export function lock_slot(mapping: address_space, index: pgoff_t, entry: slot_t): slot_t {
  const locked: slot_t = { ...entry, locked: true };
  rcu_assign_pointer(mapping.page_tree.slots[index], locked);
  return locked;
}

/** Clear the lock bit. Called with tree_lock.
 *  @linux fs/dax.c unlock_slot (v4.7), custom: the entry that was looked at is passed on, instead of read again under the lock */
export function unlock_slot(mapping: address_space, index: pgoff_t, entry: slot_t): void {
  rcu_assign_pointer(mapping.page_tree.slots[index], { ...entry, locked: false });
}

/** What is in the slot, once it is no locked entry. Called with tree_lock, which is dropped to sleep: then it is read again.
 *  @linux fs/dax.c get_unlocked_mapping_entry (v4.7), dup */
export function get_unlocked_mapping_entry(mapping: address_space, index: pgoff_t): slot_t {
  const wq = mapping.wait_table.head;
  for (;;) {
    const ret = radix_tree_lookup(mapping.page_tree, index);
    if (is_null(ret) || !radix_tree_exceptional_entry(ret) || !slot_locked(ret)) return ret;
    const me = get_current(mapping.wait_table);
    prepare_to_wait_exclusive(wq, me, { mapping, index });
    spin_unlock(mapping.tree_lock);
    schedule(me);
    finish_wait(wq, me);
    spin_lock(mapping.tree_lock);
  }
}

/** The locked entry or the locked page of an index; where there is nothing, an empty locked entry is made.
 *  @linux fs/dax.c grab_mapping_entry (v4.7), custom: preloading never fails; nothing stands for it, since anybody may run
 *  where the lock is free */
export function grab_mapping_entry(mapping: address_space, index: pgoff_t): slot_t {
  // restart:
  for (;;) {
    spin_lock(mapping.tree_lock);
    const ret = get_unlocked_mapping_entry(mapping, index);
    if (is_null(ret)) {
      spin_unlock(mapping.tree_lock);
      // radix_tree_preload(): may sleep, and the slot is anybody's.
      spin_lock(mapping.tree_lock);
      const err = radix_tree_insert(mapping.page_tree, index, empty_locked_entry());
      if (err !== 0) {
        spin_unlock(mapping.tree_lock);
        continue;
      }
      mapping.nrexceptional++;
      spin_unlock(mapping.tree_lock);
      return empty_locked_entry();
    }
    const page = ret.page;
    if (page !== null) {
      get_page(page);
      spin_unlock(mapping.tree_lock);
      lock_page(page);
      if (page.mapping === mapping) return page_entry(page);
      unlock_page(page);
      put_page(page);
      continue;
    }
    const locked = lock_slot(mapping, index, ret);
    spin_unlock(mapping.tree_lock);
    return locked;
  }
}

/** Wake who waits for the entry: one, or all. Whoever saw it locked is in the queue, because he looked under tree_lock.
 *  @linux fs/dax.c dax_wake_mapping_entry_waiter (v4.7), dup */
export function dax_wake_mapping_entry_waiter(mapping: address_space, index: pgoff_t, wake_all: bool): void {
  const wq = mapping.wait_table.head;
  if (waitqueue_active(wq)) __wake_up(wq, wake_all ? 0 : 1, { mapping, index });
}

/** @linux fs/dax.c dax_unlock_mapping_entry (v4.7), dup */
export function dax_unlock_mapping_entry(mapping: address_space, index: pgoff_t): void {
  spin_lock(mapping.tree_lock);
  const ret = radix_tree_lookup(mapping.page_tree, index);
  const is_locked = radix_tree_exceptional_entry(ret) && slot_locked(ret);
  warn(is_locked, 'WARN_ON in dax_unlock_mapping_entry');
  if (!is_locked) {
    spin_unlock(mapping.tree_lock);
    return;
  }
  unlock_slot(mapping, index, ret);
  spin_unlock(mapping.tree_lock);
  dax_wake_mapping_entry_waiter(mapping, index, false);
}

/** Let go of what grab_mapping_entry() returned, or of what has taken its place.
 *  @linux fs/dax.c put_locked_mapping_entry (v4.7), dup */
export function put_locked_mapping_entry(mapping: address_space, index: pgoff_t, entry: slot_t): void {
  const page = entry.page;
  if (page === null) {
    dax_unlock_mapping_entry(mapping, index);
    return;
  }
  unlock_page(page);
  put_page(page);
}

/** I have waited for the entry and do not lock it: the next one may.
 *  @linux fs/dax.c put_unlocked_mapping_entry (v4.7), dup */
export function put_unlocked_mapping_entry(mapping: address_space, index: pgoff_t, entry: slot_t): void {
  if (!radix_tree_exceptional_entry(entry)) return;
  dax_wake_mapping_entry_waiter(mapping, index, false);
}

/** Take the entry out, once nobody has it locked; whether it is the one that was seen is not asked.
 *  @linux fs/dax.c dax_delete_mapping_entry (v4.7), dup */
export function dax_delete_mapping_entry(mapping: address_space, index: pgoff_t): bool {
  spin_lock(mapping.tree_lock);
  const entry = get_unlocked_mapping_entry(mapping, index);
  warn(radix_tree_exceptional_entry(entry), 'WARN_ON in dax_delete_mapping_entry');
  if (!radix_tree_exceptional_entry(entry)) {
    spin_unlock(mapping.tree_lock);
    return false;
  }
  radix_tree_delete(mapping.page_tree, index);
  mapping.nrexceptional--;
  spin_unlock(mapping.tree_lock);
  dax_wake_mapping_entry_waiter(mapping, index, true);
  return true;
}

/** A load from a hole: a page of zeroes takes the place of the empty locked entry, and is returned locked. Nobody unlocks the
 *  entry: it is gone.
 *  @linux fs/dax.c dax_load_hole (v4.7), dup */
export function dax_load_hole(mapping: address_space, entry: slot_t, vmf: vm_fault): VM_FAULT {
  if (entry.page !== null) {
    vmf.page = entry.page;
    return VM_FAULT.LOCKED;
  }
  const page = find_or_create_page(mapping, vmf.pgoff);
  if (page === null) {
    put_locked_mapping_entry(mapping, vmf.pgoff, entry);
    return VM_FAULT.OOM;
  }
  vmf.page = page;
  return VM_FAULT.LOCKED;
}

/** Put the block into the tree, in place of what was locked, and still locked.
 *  @linux fs/dax.c dax_insert_mapping_entry (v4.7), custom: entries of one page only; preloading never fails; no freepage() */
export function dax_insert_mapping_entry(mapping: address_space, vmf: vm_fault, entry: slot_t, sector: block): slot_t {
  const page_tree = mapping.page_tree;
  const index = vmf.pgoff;
  const new_entry: slot_t = { page: null, exceptional: true, sector, locked: true };
  const page = entry.page;
  // The page is locked, so nobody maps it again before it leaves the cache.
  if (page !== null) unmap_mapping_range(mapping, index, 1, false);
  spin_lock(mapping.tree_lock);
  if (page !== null) {
    __delete_from_page_cache(mapping, page);
    put_page(page);
    radix_tree_insert(page_tree, index, new_entry);
    mapping.nrexceptional++;
  } else {
    const ret = radix_tree_lookup(page_tree, index);
    warn(ret.sector === entry.sector && ret.locked, 'WARN_ON in dax_insert_mapping_entry');
    rcu_assign_pointer(page_tree.slots[index], new_entry);
  }
  if (vmf.write) page_tree.dirty[index] = true;
  spin_unlock(mapping.tree_lock);
  if (page !== null) {
    unlock_page(page);
    put_page(page);
  }
  return new_entry;
}

/** Handle a fault on a DAX file.
 *  @linux fs/dax.c __dax_fault (v4.7), custom: with dax_insert_mapping(), except for the device that is mapped there */
export function __dax_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const inode = mapping.host;
  if (vmf.pgoff >= i_size_read(inode)) return VM_FAULT.SIGBUS;
  const entry = grab_mapping_entry(mapping, vmf.pgoff);
  let sector = ext4_dax_get_block(inode, vmf.pgoff, false);
  const new_page = vmf.cow_page;
  if (new_page !== null) {
    copy_user_bh(new_page, sector);
    if (entry.page !== null) {
      vmf.page = entry.page;
      return VM_FAULT.LOCKED;
    }
    vmf.entry = entry;
    return VM_FAULT.DAX_LOCKED;
  }
  if (sector === null) {
    if (!vmf.write) return dax_load_hole(mapping, entry, vmf);
    sector = ext4_dax_get_block(inode, vmf.pgoff, true);
  }
  assert(sector !== null, 'a block that was asked for is there');
  const new_entry = dax_insert_mapping_entry(mapping, vmf, entry, sector);
  const error = vm_insert_mixed(vma, vmf.pgoff, sector);
  put_locked_mapping_entry(mapping, vmf.pgoff, new_entry);
  return error === 0 || error === -EBUSY ? VM_FAULT.NOPAGE : VM_FAULT.SIGBUS;
}

/** write() to persistent memory: get the block, then copy.
 *  @linux fs/dax.c dax_do_io (v4.7), custom: with dax_io(); one page; reads are not modelled */
export function dax_do_io(mapping: address_space, index: pgoff_t, value: cell_t): void {
  const block = ext4_dax_get_block(mapping.host, index, true);
  assert(block !== null, 'a block that was asked for is there');
  copy_from_iter_pmem(block, value);
}

/** The first store through a PTE: the entry becomes dirty, once nobody has it locked. It is not locked.
 *  @linux fs/dax.c dax_pfn_mkwrite (v4.7), dup */
export function dax_pfn_mkwrite(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const index = vmf.pgoff;
  spin_lock(mapping.tree_lock);
  const entry = get_unlocked_mapping_entry(mapping, index);
  if (radix_tree_exceptional_entry(entry)) {
    mapping.page_tree.dirty[index] = true;
    put_unlocked_mapping_entry(mapping, index, entry);
  }
  spin_unlock(mapping.tree_lock);
  return VM_FAULT.NOPAGE;
}
