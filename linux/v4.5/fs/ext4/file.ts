// SPDX-License-Identifier: GPL-2.0-only
// Faults on a DAX file of ext4: i_mmap_sem keeps truncation and hole punching away from them.

import { down_read, up_read } from '../../../v5.9/kernel/locking/rwsem.ts';
import { i_size_read } from '../../include/linux/fs.ts';
import { VM_FAULT, type vm_fault, type vm_operations_struct } from '../../include/linux/mm.ts';
import type { vm_area_struct } from '../../include/linux/mm_types.ts';
import { __dax_fault, dax_pfn_mkwrite } from '../dax.ts';

/** @linux fs/ext4/file.c ext4_dax_fault (v4.5), custom: no journal handle, no freezing, no timestamps */
export function ext4_dax_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const inode = vma.vm_file.f_mapping.host;
  down_read(inode.i_mmap_sem);
  const result = __dax_fault(vma, vmf);
  up_read(inode.i_mmap_sem);
  return result;
}

/** @linux fs/ext4/file.c ext4_dax_pfn_mkwrite (v4.5), custom: no freezing, no timestamps */
export function ext4_dax_pfn_mkwrite(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const inode = vma.vm_file.f_mapping.host;
  down_read(inode.i_mmap_sem);
  let ret: VM_FAULT = VM_FAULT.SIGBUS;
  if (vmf.pgoff < i_size_read(inode)) ret = dax_pfn_mkwrite(vma, vmf);
  up_read(inode.i_mmap_sem);
  return ret;
}

export const ext4_dax_vm_ops: vm_operations_struct = {
  fault: ext4_dax_fault,
  page_mkwrite: ext4_dax_fault,
  pfn_mkwrite: ext4_dax_pfn_mkwrite,
};
