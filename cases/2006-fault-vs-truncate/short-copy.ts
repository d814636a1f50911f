// SPDX-License-Identifier: GPL-2.0-only
// A write of two cells from two mapped pages of another file, one of which is lost between the prefault and the copy, and somebody
// who reads both cells meanwhile: each must be old or new.

import type { Properties } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space, block_device, inode } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import type { mm_struct } from 'faultline/linux/include/linux/sched.ts';
import { source_of } from './one-file.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, type machine, mapped_before, type seen } from './world.ts';

/** The source: two pages of another file, cached and mapped. */
export function two_pages(m: machine): vm_area_struct {
  const source = source_of(m, 2 * PAGE_SIZE);
  cached(source.vm_file.f_mapping, m.page1, 1, NEW, true);
  mapped_before(source, m.page1, 1);
  return source;
}

type written = {
  readonly mapping: address_space;
  readonly disk: block_device;
  readonly seen: seen;
};
type copied = {
  readonly inode: inode;
  readonly mm: mm_struct;
  readonly page2: page;
  readonly seen: seen;
};

export const uptodate_is_valid: Properties<written> = {
  'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0),
};
export const old_or_new: Properties<written> = {
  'READ-OLD-OR-NEW': (w) =>
    (w.seen.first === OLD || w.seen.first === NEW) && (w.seen.second === OLD || w.seen.second === NEW),
};
export const both_written: Properties<written> = {
  'NO-LOST-WRITE': (w) =>
    w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
};
export const read_and_lost: Properties<copied> = {
  'the reader sees the old content': (w) => w.seen.first === OLD,
  'the reader sees the new content': (w) => w.seen.second === NEW,
  'a source page is lost under the page lock': (w) => w.inode.i_mutex && w.mm.pte[1].page === null && w.page2.locked,
};
