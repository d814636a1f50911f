// SPDX-License-Identifier: GPL-2.0-only
// What a program calls to have its stores on disk.

import type { int } from 'faultline';
import type { vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { vfs_fsync_range } from '../fs/sync.ts';

/** msync(MS_SYNC) of one mapping. Page tables are not looked at: the file is written. 0: it is on disk.
 *  @linux mm/msync.c SYSCALL_DEFINE3 (v6.18), custom, name ours: one vma, all of it */
export function msync(vma: vm_area_struct): int<-5, 0> {
  const mm = vma.vm_mm;
  down_read(mm.mmap_lock);
  const file = vma.vm_file;
  up_read(mm.mmap_lock);
  return vfs_fsync_range(file);
}
