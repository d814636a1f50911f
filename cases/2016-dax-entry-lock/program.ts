// SPDX-License-Identifier: GPL-2.0-only
// What a program does with the file, and what it remembers for the properties.

import { atomically, type bool, type ghost } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load, user_store } from 'faultline/linux/arch/x86/mm/fault.ts';
import { dax_pfn_mkwrite } from 'faultline/linux/fs/dax.ts';
import { vfs_fsync_range } from 'faultline/linux/fs/sync.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { VM_FAULT, vm_fault } from 'faultline/linux/include/linux/mm.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';

/** What the threads have done and seen so far. */
export class seen {
  /** A fault inside the file got this signal, or ran out of memory where there is enough. */
  sigbus: ghost<bool> = false;
  oom: ghost<bool> = false;
  /** The last value that a program stored. They are numbered in the order in which they are stored. */
  stored: ghost<cell_t> = UNINIT;
  /** What was stored when fsync() began, and whether it has returned. */
  asked: ghost<cell_t> = UNINIT;
  synced: ghost<bool> = false;
  /** write(), truncate() or fallocate() has returned. */
  returned: ghost<bool> = false;
  /** What a load returned. */
  loaded: ghost<cell_t> = UNINIT;
}

/** fsync() by a program that wants to know. */
export function fsync(mapping: address_space, seen: seen): void {
  // A step: otherwise it would be done before anything starts.
  atomically(() => {
    seen.asked = seen.stored;
  });
  if (vfs_fsync_range(mapping) === 0) seen.synced = true;
}

/** A program stores, and remembers it. */
export function store(vma: vm_area_struct, pgoff: pgoff_t, value: cell_t, seen: seen): void {
  const fault = user_store(vma, pgoff, value);
  if (fault === VM_FAULT.DONE) seen.stored = value;
  remember(fault, seen);
}

/** A program loads, and remembers what came of it. */
export function load(vma: vm_area_struct, pgoff: pgoff_t, seen: seen): void {
  const { fault, value } = user_load(vma, pgoff);
  if (fault === VM_FAULT.DONE) seen.loaded = value;
  remember(fault, seen);
}

/** The handler of a first store, without the fault around it. */
export function first_store(vma: vm_area_struct): void {
  const vmf = new vm_fault(0, true, vma.vm_mm.pte[0]);
  dax_pfn_mkwrite(vma, vmf);
}

/** Whether an access is a store. */
export class access {
  constructor(readonly write: bool) {}
}

/** A program loads or stores. */
export function touch(vma: vm_area_struct, how: access, seen: seen): void {
  if (how.write) store(vma, 0, 3, seen);
  else load(vma, 0, seen);
}

function remember(fault: VM_FAULT, seen: seen): void {
  if (fault === VM_FAULT.SIGBUS) seen.sigbus = true;
  if (fault === VM_FAULT.OOM) seen.oom = true;
}
