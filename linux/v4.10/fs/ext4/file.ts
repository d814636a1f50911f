// SPDX-License-Identifier: GPL-2.0-only
// Faults on a DAX file of ext4, through iomap.

import { type address_space, inode_lock, inode_unlock } from '../../../v4.5/include/linux/fs.ts';
import type { VM_FAULT, vm_fault } from '../../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../../v4.5/include/linux/mm_types.ts';
import type { pgoff_t } from '../../../v4.5/include/linux/types.ts';
import type { cell_t } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { down_read, up_read } from '../../../v5.9/kernel/locking/rwsem.ts';
import { dax_iomap_fault, dax_iomap_rw } from '../dax.ts';

export * from '../../../v4.7/fs/ext4/file.ts';

/** @linux fs/ext4/file.c ext4_dax_fault (v4.10), custom: no freezing, no timestamps */
export function ext4_dax_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const inode = vma.vm_file.f_mapping.host;
  down_read(inode.i_mmap_sem);
  const result = dax_iomap_fault(vma, vmf);
  up_read(inode.i_mmap_sem);
  return result;
}

/** @linux fs/ext4/file.c ext4_file_write_iter (v4.10), custom: with ext4_dax_write_iter(); one page inside the file, and with
 *  the inode's lock also where a block is overwritten */
export function ext4_file_write_iter(mapping: address_space, index: pgoff_t, value: cell_t): void {
  inode_lock(mapping.host);
  dax_iomap_rw(mapping, index, value);
  inode_unlock(mapping.host);
}
