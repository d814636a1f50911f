// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios of this case ask about page tables against the page cache.

import type { bool, int } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';

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
    if (page.mapping !== mapping || mapping.i_pages[vma.vm_pgoff + vpn] !== page) return false;
  }
  return true;
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
  const end = (vma.vm_file.f_mapping.host.i_size + PAGE_SIZE - 1) >> PAGE_SHIFT;
  for (let vpn: pgoff_t = 0; vpn < vma.nr_pages; vpn++) {
    const page = vma.vm_mm.pte[vpn].page;
    if (page !== null && (copies || !page.anon) && vma.vm_pgoff + vpn >= end) return false;
  }
  return true;
}

/** COHERENT, asked at the end, page 0 of the file: two processes that map it see the same page, and so does a lookup. A
 *  private copy is nobody else's. */
export function coherent(one: vm_area_struct, other: vm_area_struct): bool {
  const a = file_page(one);
  const b = file_page(other);
  const lookup = one.vm_file.f_mapping.i_pages[0];
  if (a !== null && b !== null && a !== b) return false;
  return (a === null || lookup === null || a === lookup) && (b === null || lookup === null || b === lookup);
}

function file_page(vma: vm_area_struct): page | null {
  const page = vma.vm_mm.pte[0].page;
  if (page === null || page.anon) return null;
  return page;
}

/** COUNTS, asked at the end, for a page that two page tables may map: the mapcount is the number of its PTEs, and the
 *  references are those and the cache's. */
export function counts(page: page, one: vm_area_struct, other: vm_area_struct): bool {
  const ptes = ptes_of(page, one) + ptes_of(page, other);
  const in_cache = page.mapping !== null && page.mapping.i_pages[page.index] === page;
  return page._mapcount === ptes && page._refcount === ptes + (in_cache ? 1 : 0);
}

function ptes_of(page: page, vma: vm_area_struct): int<0, 2> {
  let ptes: int<0, 2> = 0;
  for (let vpn: pgoff_t = 0; vpn < vma.nr_pages; vpn++) {
    if (vma.vm_mm.pte[vpn].page === page) ptes++;
  }
  return ptes;
}

/** Whether the first page of the mapping is a private copy. */
export function maps_copy(vma: vm_area_struct): bool {
  const page = vma.vm_mm.pte[0].page;
  if (page === null) return false;
  return page.anon;
}
