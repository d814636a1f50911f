// SPDX-License-Identifier: GPL-2.0-only
// Faults on a DAX file of ext4, through iomap.

import type { VM_FAULT, vm_fault } from '../../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../../v4.5/include/linux/mm_types.ts';
import { down_read, up_read } from '../../../v5.9/kernel/locking/rwsem.ts';
import { dax_iomap_fault } from '../dax.ts';

export * from '../../../v4.5/fs/ext4/file.ts';

/** @linux fs/ext4/file.c ext4_dax_fault (v4.10), custom: no freezing, no timestamps */
export function ext4_dax_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const inode = vma.vm_file.f_mapping.host;
  down_read(inode.i_mmap_sem);
  const result = dax_iomap_fault(vma, vmf);
  up_read(inode.i_mmap_sem);
  return result;
}
