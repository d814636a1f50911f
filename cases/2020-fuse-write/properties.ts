// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios of this case ask, over the page cache and what lies under it: the server's file, or a disk.

import type { bool, Properties } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import type { loff_t, pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { NEW, OLD } from './values.ts';
import type { seen } from './world.ts';

/** What a read(2) that starts now would return: the cache answers if the page, or the block, is uptodate; else storage. */
export function later_read(mapping: address_space, disk: block_device, pos: loff_t): cell_t {
  const page = mapping.i_pages[pos >> PAGE_SHIFT];
  const cell = pos & (PAGE_SIZE - 1);
  if (page === null || !(page.uptodate || page.block_uptodate[cell])) return disk.blocks[pos];
  return page.cells[cell];
}

/** What a read would return after the page was evicted: a dirty page is written back before it goes, all of it on FUSE, its
 *  uptodate blocks on a disk. */
export function read_after_eviction(
  mapping: address_space,
  vma: vm_area_struct | null,
  disk: block_device,
  pos: loff_t,
): cell_t {
  const page = mapping.i_pages[pos >> PAGE_SHIFT];
  const cell = pos & (PAGE_SIZE - 1);
  if (page === null || !is_dirty(page, vma)) return disk.blocks[pos];
  const skipped = !page.uptodate && !page.block_uptodate[cell] && page.block_uptodate[1 - cell];
  return skipped ? disk.blocks[pos] : page.cells[cell];
}

/** Dirty by its flag, or by a PTE. */
function is_dirty(page: page, vma: vm_area_struct | null): bool {
  if (page.dirty) return true;
  if (vma === null) return false;
  for (let vpn = 0; vpn < vma.nr_pages; vpn++) {
    if (vma.vm_mm.pte[vpn].page === page && vma.vm_mm.pte[vpn].dirty) return true;
  }
  return false;
}

/** What an instruction that loads from the mapping now would see: the page that is mapped, uptodate or not. */
export function later_load(mapping: address_space, vma: vm_area_struct, disk: block_device, pos: loff_t): cell_t {
  const page = vma.vm_mm.pte[(pos >> PAGE_SHIFT) - vma.vm_pgoff].page;
  return page === null ? later_read(mapping, disk, pos) : page.cells[pos & (PAGE_SIZE - 1)];
}

/** NO-LOST-WRITE, one cell: both what the cache says and what is left of it after eviction are the value. */
export function is_kept(mapping: address_space, disk: block_device, pos: loff_t, value: cell_t): bool {
  return later_read(mapping, disk, pos) === value && read_after_eviction(mapping, null, disk, pos) === value;
}

type written = {
  readonly mapping: address_space;
  readonly disk: block_device;
  readonly seen: seen;
};

/** At the end, of a write of the whole first page. */
export const page_written: Properties<written> = {
  'NO-LOST-WRITE': (w) =>
    w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
};

/** UPTODATE-VALID, one page of the file: where it is uptodate, no cell is memory that nobody filled, and none is older than
 *  what storage has (values are numbered in the order in which they are written). */
export function uptodate_valid(mapping: address_space, disk: block_device, index: pgoff_t): bool {
  const page = mapping.i_pages[index];
  if (page === null) return true;
  for (let cell = 0; cell < PAGE_SIZE; cell++) {
    if (!page.uptodate && !page.block_uptodate[cell]) continue;
    if (page.cells[cell] === UNINIT) return false;
    if (page.cells[cell] < disk.blocks[(index << PAGE_SHIFT) + cell]) return false;
  }
  return true;
}

/** SENT-IS-CACHED, one page: somebody holds it, it has been written to, the server does not know yet, and the page has left
 *  the cache. (Page 0 of the file: OLD is what the server has, NEW is what is written.) */
export function writes_unsent(page: page, disk: block_device): bool {
  return page._refcount > 0 && page.mapping === null && page.cells[0] === NEW && disk.blocks[0] === OLD;
}
