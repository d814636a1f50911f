// SPDX-License-Identifier: GPL-2.0-only
// A file of two pages on FUSE whose first page is not uptodate, or not cached, and what somebody who reads it may see.

import { maybe, type Properties } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import type { fuse_file } from './fuse-file.ts';
import { uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, type seen } from './world.ts';

/** Page 0 has been cached since an earlier read failed or an earlier write covered a part of it; or it is not cached at all.
 *  @returns the mapping of who reads it */
export function not_uptodate(one: fuse_file): vm_area_struct {
  const { m, mapping, fd } = one;
  const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 1);
  mapping.i_mmap[0] = vma;
  if (maybe()) cached(mapping, m.page0, 0, UNINIT, false);
  return vma;
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
export const reader_sees: Properties<read> = {
  'the reader starts while the page is filled and the server does not know': (w) =>
    w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD && w.seen.reading && w.seen.first === UNINIT,
  'the reader sees the old content': (w) => w.seen.first === OLD,
  'the reader sees the new content': (w) => w.seen.first === NEW,
};
