// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios of this case ask: about page tables against the page cache, and about what a read returns.

import type { bool, int } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space, block_device } from 'faultline/linux/include/linux/fs.ts';
import { type page, pages_of, type vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import type { loff_t, pgoff_t } from 'faultline/linux/include/linux/types.ts';

/** INV-REMOVE: no page left the cache while a page table mapped it. */
export function inv_remove(mapping: address_space): bool {
  return !mapping.removed_mapped;
}

/** INV-INSERT: no file PTE was made present for a page that was not (any more) the file's page there. */
export function inv_insert(vma: vm_area_struct): bool {
  return !vma.vm_mm.installed_stale;
}

/** Q-MAPPED, asked at the end: each file PTE maps the file's page. */
export function q_mapped(vma: vm_area_struct): bool {
  const mapping = vma.vm_file.f_mapping;
  for (let vpn: pgoff_t = 0; vpn < vma.nr_pages; vpn++) {
    const page = vma.vm_mm.pte[vpn].page;
    if (page === null || page.anon) continue;
    if (page.mapping !== mapping || mapping.page_tree[vma.vm_pgoff + vpn] !== page) return false;
  }
  return true;
}

/** COHERENT, asked at the end, page 0 of the file: two processes that map it see the same page, and so does a read. */
export function coherent(one: vm_area_struct, other: vm_area_struct): bool {
  const a = one.vm_mm.pte[0].page;
  const b = other.vm_mm.pte[0].page;
  const lookup = one.vm_file.f_mapping.page_tree[0];
  if (a !== null && b !== null && a !== b) return false;
  return (a === null || lookup === null || a === lookup) && (b === null || lookup === null || b === lookup);
}

/** Whether the first page of the mapping is a private copy. */
export function maps_copy(vma: vm_area_struct): bool {
  const page = vma.vm_mm.pte[0].page;
  if (page === null) return false;
  return page.anon;
}

/** EOF-SHARED, once truncate() has returned: no PTE behind the end of the file maps a page of a file. */
export function eof_shared(vma: vm_area_struct): bool {
  return nothing_behind_eof(vma, false);
}

/** EOF-COW: nor a private copy of one. */
export function eof_cow(vma: vm_area_struct): bool {
  return nothing_behind_eof(vma, true);
}

function nothing_behind_eof(vma: vm_area_struct, copies: bool): bool {
  const end = pages_of(vma.vm_file.f_mapping.host.i_size);
  for (let vpn: pgoff_t = 0; vpn < vma.nr_pages; vpn++) {
    const page = vma.vm_mm.pte[vpn].page;
    if (page !== null && (copies || !page.anon) && vma.vm_pgoff + vpn >= end) return false;
  }
  return true;
}

/** COUNTS, asked at the end, for a page that one page table may map: mapcount and references are what they should
 *  be. */
export function counts(page: page, vma: vm_area_struct): bool {
  let ptes: int<0, 2> = 0;
  for (let vpn: pgoff_t = 0; vpn < vma.nr_pages; vpn++) {
    if (vma.vm_mm.pte[vpn].page === page) ptes++;
  }
  const in_cache = page.mapping !== null && page.mapping.page_tree[page.index] === page;
  return page._mapcount === ptes && page._count === ptes + (in_cache ? 1 : 0);
}

/** What a read(2) that starts now would return: an uptodate page or block answers, otherwise the disk. */
export function later_read(mapping: address_space, disk: block_device, pos: loff_t): cell_t {
  const page = mapping.page_tree[pos >> PAGE_SHIFT];
  const cell = pos & (PAGE_SIZE - 1);
  if (page === null || !(page.uptodate || page.buffer_uptodate[cell])) return disk.blocks[pos];
  return page.cells[cell];
}

/** What a read would return after the page was evicted: the uptodate blocks of a dirty page are written first. */
export function read_after_eviction(mapping: address_space, disk: block_device, pos: loff_t): cell_t {
  const page = mapping.page_tree[pos >> PAGE_SHIFT];
  if (page === null || !page.dirty) return disk.blocks[pos];
  return later_read(mapping, disk, pos);
}

/** NO-LOST-WRITE, one cell: what the cache says, and what is left of it after eviction, are the value. */
export function is_kept(mapping: address_space, disk: block_device, pos: loff_t, value: cell_t): bool {
  return later_read(mapping, disk, pos) === value && read_after_eviction(mapping, disk, pos) === value;
}

/** UPTODATE-VALID, one page of the file: if it is uptodate, no cell is memory that nobody filled, and none is older
 *  than what the disk has (values are numbered in the order in which they are written). */
export function uptodate_valid(mapping: address_space, disk: block_device, index: pgoff_t): bool {
  const page = mapping.page_tree[index];
  if (page === null || !page.uptodate) return true;
  for (let cell = 0; cell < PAGE_SIZE; cell++) {
    if (page.cells[cell] === UNINIT || page.cells[cell] < disk.blocks[(index << PAGE_SHIFT) + cell]) return false;
  }
  return true;
}
