// SPDX-License-Identifier: GPL-2.0-only
// Somebody who reads the first page of the file while it is being written.

import { maybe } from 'faultline';
import { user_load } from 'faultline/linux/v5.9/arch/x86/include/asm/uaccess.ts';
import { pread_cell } from 'faultline/linux/v5.9/fs/read_write.ts';
import type { file } from 'faultline/linux/v5.9/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import type { seen } from './world.ts';

/** Both cells of page 0, one after the other: by read(2), or through a mapping. */
export function read_both(fd: file, vma: vm_area_struct, seen: seen): void {
  seen.reading = true;
  if (maybe()) {
    seen.first = pread_cell(fd, 0, false);
    seen.second = pread_cell(fd, 1, false);
  } else {
    seen.first = user_load(vma, 0);
    seen.second = user_load(vma, 1);
  }
}
