// SPDX-License-Identifier: GPL-2.0-only
// A driver that maps its memory, which has no pages, when it is touched: VM_PFNMAP.

import { atomically } from 'faultline';
import { type vm_fault, vm_fault_t, type vm_operations_struct } from 'faultline/linux/include/linux/mm.ts';

function pfn_fault(vmf: vm_fault): vm_fault_t {
  atomically(() => {
    vmf.vma.vm_mm.pte[vmf.vpn] = { page: null, special: true, write: true };
  });
  return vm_fault_t.VM_FAULT_NOPAGE;
}

export const pfn_vm_ops: vm_operations_struct = { fault: pfn_fault, page_mkwrite: null };
