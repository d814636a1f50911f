// SPDX-License-Identifier: GPL-2.0-only
// Every way in which a file system may treat the page lock in ->fault and ->page_mkwrite.

import type { int } from 'faultline';
import { file_inode, i_size_read } from 'faultline/linux/include/linux/fs.ts';
import { type vm_fault, vm_fault_t, type vm_operations_struct } from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { filemap_fault, find_get_page, unlock_page } from 'faultline/linux/mm/filemap.ts';

/** A handler that finds the page and does not lock it. */
export function unlocked_fault(vmf: vm_fault): vm_fault_t {
  vmf.page = find_get_page(vmf.vma.vm_file.f_mapping, vmf.pgoff);
  return vmf.page === null ? vm_fault_t.VM_FAULT_SIGBUS : vm_fault_t.VM_FAULT_NONE;
}

/** A page_mkwrite that allows the write and leaves the page unlocked; past the end of the file it refuses. */
export function unlocked_mkwrite(vmf: vm_fault): vm_fault_t {
  if (i_size_read(file_inode(vmf.vma.vm_file)) === 0) return vm_fault_t.VM_FAULT_SIGBUS;
  return vm_fault_t.VM_FAULT_NONE;
}

/** A page_mkwrite that returns the page locked, or NOPAGE when it is not the file's any more.
 *  @linux mm/filemap.c filemap_page_mkwrite (v5.9), custom: no freezing, no times, the caller dirties the page */
export function locked_mkwrite(vmf: vm_fault): vm_fault_t {
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  lock_page(page);
  if (page.mapping !== vmf.vma.vm_file.f_mapping) {
    unlock_page(page);
    return vm_fault_t.VM_FAULT_NOPAGE;
  }
  return vm_fault_t.VM_FAULT_LOCKED;
}

const locked: vm_operations_struct = { fault: filemap_fault, map_pages: null, page_mkwrite: null };
const locked_unlocked: vm_operations_struct = {
  fault: filemap_fault,
  map_pages: null,
  page_mkwrite: unlocked_mkwrite,
};
const locked_locked: vm_operations_struct = {
  fault: filemap_fault,
  map_pages: null,
  page_mkwrite: locked_mkwrite,
};
const unlocked: vm_operations_struct = { fault: unlocked_fault, map_pages: null, page_mkwrite: null };
const unlocked_unlocked: vm_operations_struct = {
  fault: unlocked_fault,
  map_pages: null,
  page_mkwrite: unlocked_mkwrite,
};
const unlocked_locked: vm_operations_struct = {
  fault: unlocked_fault,
  map_pages: null,
  page_mkwrite: locked_mkwrite,
};

/** One of them, by its number. */
export function handlers(which: int<0, 5>): vm_operations_struct {
  if (which === 0) return locked;
  if (which === 1) return locked_unlocked;
  if (which === 2) return locked_locked;
  if (which === 3) return unlocked;
  if (which === 4) return unlocked_unlocked;
  return unlocked_locked;
}
