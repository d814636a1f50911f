// SPDX-License-Identifier: GPL-2.0-only
// Somebody who reads the first page of the file while it is being written, and what he may see.

import { maybe, type Properties, waitUntil } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { pread_cell } from 'faultline/linux/fs/read_write.ts';
import type { address_space, file } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import { later_read, uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
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

type read = {
  readonly mapping: address_space;
  readonly disk: block_device;
  readonly page0: page;
  readonly seen: seen;
};

export const uptodate_is_valid: Properties<read> = {
  'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0),
};
export const old_or_new: Properties<read> = {
  'READ-OLD-OR-NEW': (w) =>
    (w.seen.first === OLD || w.seen.first === NEW) && (w.seen.second === OLD || w.seen.second === NEW),
};
/** Where the WRITE may fail. */
export const no_phantom: Properties<read> = {
  // What readers would get from now on.
  'NO-PHANTOM': (w) => w.seen.wrote > 0 || later_read(w.mapping, w.disk, 0) !== NEW,
  // What the reader was given, perhaps before the failure was known.
  'NO-PHANTOM-SEEN': (w) => w.seen.wrote > 0 || w.seen.first !== NEW,
};
export const reads_under_way: Properties<read> = {
  'the reader starts while the page is filled and the server does not know': (w) =>
    w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD && w.seen.reading && w.seen.first === UNINIT,
};
export const sees_either: Properties<read> = {
  'the reader sees the old content': (w) => w.seen.first === OLD,
  'the reader sees the new content': (w) => w.seen.first === NEW,
};
export const fails_or_not: Properties<read> = {
  'write() fails': (w) => w.seen.wrote < 0,
  'write() succeeds': (w) => w.seen.wrote > 0,
};
