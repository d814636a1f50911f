// SPDX-License-Identifier: GPL-2.0-only
// The properties of the brief, P1 to P9, as far as a scenario with one file of one page can ask them.

import type { bool } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import type { seen } from './world.ts';

/** P1, no lost store, asked at the end: what was stored last is on disk, or in a cached page that somebody knows to be newer
 *  than the disk. */
export function no_lost_store(mapping: address_space, mm: mm_struct, seen: seen): bool {
  const disk = mapping.host.i_sb.s_bdev.blocks[0];
  const page = mapping.i_pages[0];
  if (page === null) return disk === seen.stored;
  if (page.cells[0] !== seen.stored) return false;
  return disk === seen.stored || page.dirty || (mm.pte[0].page === page && mm.pte[0].dirty);
}

/** P1 for whoever does not ask for stores that race with the unmap: this one, or a later one, is not lost. */
export function stored_before_kept(mapping: address_space, mm: mm_struct, value: cell_t): bool {
  const disk = mapping.host.i_sb.s_bdev.blocks[0];
  const page = mapping.i_pages[0];
  if (page === null) return disk >= value;
  if (page.cells[0] < value) return false;
  return disk >= value || page.dirty || (mm.pte[0].page === page && mm.pte[0].dirty);
}

/** P2, fsync: what was stored before it was called is on disk when it returns. */
export function fsync_keeps(mapping: address_space, seen: seen): bool {
  return !seen.synced || mapping.host.i_sb.s_bdev.blocks[0] >= seen.asked;
}

/** P3, what file systems rely on: a page becomes dirty under its lock, and has buffers then. */
export function fs_contract(page: page): bool {
  return !page.dirtied_unlocked && !page.dirtied_without_buffers;
}

/** P5: no page leaves the cache while a page table maps it. */
export function removed_unmapped(mapping: address_space): bool {
  return !mapping.removed_mapped;
}

/** P6: no TLB entry leads to a page that is free. */
export function tlb_not_freed(cpu: cpuinfo_x86): bool {
  const page = cpu.tlb[0].page;
  return page === null || !page.buddy;
}

/** P9: every PTE holds a reference, and a free page is not mapped. */
export function counts(page: page): bool {
  return page._refcount >= page._mapcount && (!page.buddy || page._mapcount === 0);
}

/** The mapcount of a page is the number of PTEs that map it. */
export function counted(mm: mm_struct, page: page): bool {
  let ptes = 0;
  for (let vpn = 0; vpn < 2; vpn++) if (mm.pte[vpn].page === page) ptes++;
  return page._mapcount === ptes;
}

/** Each PTE, or what was one, and the cache and the buffers have a reference. */
export function held(page: page): bool {
  return page._refcount >= page._mapcount + (page.mapping !== null ? 1 : 0) + (page.buffers ? 1 : 0);
}
