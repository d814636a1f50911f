// SPDX-License-Identifier: GPL-2.0-only
// Torvalds' patch 1 of 4 (2020-10-13): who calls __do_fault() locks the page itself, if the handler has not.

import { put_page, type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import {
  copy_user_highpage,
  do_fault_around,
  do_page_mkwrite,
  fault_dirty_shared_page,
  finish_fault,
} from 'faultline/linux/mm/memory.ts';
import { alloc_page_vma } from 'faultline/linux/mm/page_alloc.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Have the file system find the page: LOCKED, or NONE when it is not.
 *  @linux mm/memory.c __do_fault (v5.9), custom: Torvalds' patch 1; no preallocation, no poison */
export function __do_fault(vmf: vm_fault): vm_fault_t {
  return vmf.vma.vm_ops.fault(vmf);
}

/** Whether __do_fault found no page to go on with.
 *  @linux mm/memory.c do_read_fault (v5.9), custom: the test that its three callers make */
export function is_over(ret: vm_fault_t): boolean {
  return ret === vm_fault_t.VM_FAULT_RETRY || ret === vm_fault_t.VM_FAULT_NOPAGE || ret === vm_fault_t.VM_FAULT_SIGBUS;
}

/** Lock the page if the handler has not.
 *  @linux mm/memory.c do_read_fault (v5.9), custom: Torvalds' patch 1, which has it three times */
export function lock_if_unlocked(ret: vm_fault_t, page: page): void {
  if (ret === vm_fault_t.VM_FAULT_LOCKED) VM_BUG_ON(!PageLocked(page));
  else lock_page(page);
}

/** Read fault.
 *  @linux mm/memory.c do_read_fault (v5.9), custom: Torvalds' patch 1 */
export function do_read_fault(vmf: vm_fault): vm_fault_t {
  if (vmf.vma.vm_ops.map_pages !== null) {
    const around = do_fault_around(vmf);
    if (around !== vm_fault_t.VM_FAULT_NONE) return around;
  }
  const ret = __do_fault(vmf);
  if (is_over(ret)) return ret;
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  lock_if_unlocked(ret, page);
  const finished = finish_fault(vmf);
  unlock_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(page);
  return finished;
}

/** Write to a private mapping.
 *  @linux mm/memory.c do_cow_fault (v5.9), custom: Torvalds' patch 1 */
export function do_cow_fault(vmf: vm_fault): vm_fault_t {
  const cow_page = alloc_page_vma(vmf.vma.vm_file.f_mapping.pgdat);
  vmf.cow_page = cow_page;
  const ret = __do_fault(vmf);
  const page = vmf.page;
  if (is_over(ret) || page === null) {
    put_page(cow_page);
    return ret;
  }
  lock_if_unlocked(ret, page);
  copy_user_highpage(cow_page, page);
  const finished = finish_fault(vmf);
  unlock_page(page);
  put_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(cow_page);
  return finished;
}

/** Write to a shared mapping.
 *  @linux mm/memory.c do_shared_fault (v5.9), custom: Torvalds' patch 1 */
export function do_shared_fault(vmf: vm_fault): vm_fault_t {
  const ret = __do_fault(vmf);
  if (is_over(ret)) return ret;
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  lock_if_unlocked(ret, page);
  if (vmf.vma.vm_ops.page_mkwrite !== null) {
    unlock_page(page);
    const answer = do_page_mkwrite(vmf, page);
    if (answer !== vm_fault_t.VM_FAULT_LOCKED) {
      put_page(page);
      return answer;
    }
  }
  const finished = finish_fault(vmf);
  if (finished !== vm_fault_t.VM_FAULT_NONE) {
    unlock_page(page);
    put_page(page);
    return finished;
  }
  fault_dirty_shared_page(page);
  return vm_fault_t.VM_FAULT_NONE;
}
