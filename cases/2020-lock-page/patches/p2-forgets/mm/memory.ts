// SPDX-License-Identifier: GPL-2.0-only
// Mutant of Torvalds' patch 2, on top of patch 1: it forgets that do_page_mkwrite() has locked the page.

import { put_page, type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { do_page_mkwrite, fault_dirty_shared_page, finish_fault } from 'faultline/linux/mm/memory.ts';
import { __do_fault, is_over, lock_if_unlocked } from '../../p1/mm/memory.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Write to a shared mapping.
 *  @linux mm/memory.c do_shared_fault (v5.9), custom: a mutant of Torvalds' patch 2 */
export function do_shared_fault(vmf: vm_fault): vm_fault_t {
  const ret = __do_fault(vmf);
  if (is_over(ret)) return ret;
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  if (vmf.vma.vm_ops.page_mkwrite !== null) {
    if (ret === vm_fault_t.VM_FAULT_LOCKED) unlock_page(page);
    const answer = do_page_mkwrite(vmf, page);
    if (answer !== vm_fault_t.VM_FAULT_LOCKED) {
      put_page(page);
      return answer;
    }
  }
  lock_if_unlocked(ret, page);
  const finished = finish_fault(vmf);
  if (finished !== vm_fault_t.VM_FAULT_NONE) {
    unlock_page(page);
    put_page(page);
    return finished;
  }
  fault_dirty_shared_page(page);
  return vm_fault_t.VM_FAULT_NONE;
}
