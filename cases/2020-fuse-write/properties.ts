// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios of this case ask, over the page cache and the server's file.

import type { bool } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from 'faultline/linux/v5.9/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/v5.9/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import type { loff_t, pgoff_t } from 'faultline/linux/v5.9/include/linux/types.ts';
import type { backing_file } from './server.ts';

/** What a read(2) that starts now would return: cached and uptodate pages answer, else the server does. */
export function later_read(mapping: address_space, file: backing_file, pos: loff_t): cell_t {
  const page = mapping.i_pages[pos >> PAGE_SHIFT];
  if (page === null || !page.uptodate) return file.cells[pos];
  return page.cells[pos & (PAGE_SIZE - 1)];
}

/** What a read would return after the page was evicted: a dirty page is written back before it goes. */
export function read_after_eviction(
  mapping: address_space,
  vma: vm_area_struct | null,
  file: backing_file,
  pos: loff_t,
): cell_t {
  const page = mapping.i_pages[pos >> PAGE_SHIFT];
  if (page === null || !is_dirty(page, vma)) return file.cells[pos];
  return page.cells[pos & (PAGE_SIZE - 1)];
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
export function later_load(mapping: address_space, vma: vm_area_struct, file: backing_file, pos: loff_t): cell_t {
  const page = vma.vm_mm.pte[(pos >> PAGE_SHIFT) - vma.vm_pgoff].page;
  return page === null ? later_read(mapping, file, pos) : page.cells[pos & (PAGE_SIZE - 1)];
}

/** NO-LOST-WRITE, one cell: both what the cache says and what is left of it after eviction are the value. */
export function is_kept(mapping: address_space, file: backing_file, pos: loff_t, value: cell_t): bool {
  return later_read(mapping, file, pos) === value && read_after_eviction(mapping, null, file, pos) === value;
}

/** UPTODATE-VALID, one page of the file: if it is uptodate, no cell is memory that nobody filled, and none is older than
 *  what the server has (values are numbered in the order in which they are written). */
export function uptodate_valid(mapping: address_space, file: backing_file, index: pgoff_t): bool {
  const page = mapping.i_pages[index];
  if (page === null || !page.uptodate) return true;
  for (let cell = 0; cell < PAGE_SIZE; cell++) {
    if (page.cells[cell] === UNINIT) return false;
    if (page.cells[cell] < file.cells[(index << PAGE_SHIFT) + cell]) return false;
  }
  return true;
}
