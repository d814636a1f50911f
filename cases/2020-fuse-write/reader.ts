// SPDX-License-Identifier: GPL-2.0-only
// Somebody who reads the first page of the file while it is being written.

import { maybe, waitUntil } from 'faultline';
import { user_load } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { pread_cell } from 'faultline/linux/fs/read_write.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { NEW } from './values.ts';
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

/** What the claims speak of is a page that is not uptodate when the write comes to it. A reader who begins earlier makes
 *  it uptodate himself, which is another claim's case: he begins when the page is filled. patches/any-time lets him go. */
export function await_filled(page: page): void {
  waitUntil(() => page.cells[0] === NEW);
}
