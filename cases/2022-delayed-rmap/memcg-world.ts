// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios about groups have in common: a page of a file that is charged to the first of two groups, and is being
// moved to the second.

import type { bool } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { OLD } from './values.ts';

/** The page is cached and clean. */
export function cached_clean(mapping: address_space, page: page, index: pgoff_t): void {
  page.buddy = false;
  page._refcount = 1;
  page.mapping = mapping;
  page.index = index;
  page.uptodate = true;
  for (let block = 0; block < PAGE_SIZE; block++) page.block_uptodate[block] = true;
  page.cells[0] = OLD;
  mapping.i_pages[index] = page;
}

/** And charged to the group. */
export function cached_charged(mapping: address_space, page: page, memcg: mem_cgroup): void {
  cached_clean(mapping, page, 0);
  page.memcg_data = memcg;
}

/** It is mapped once more; the first time, its group counts it. */
export function mapped_counted(vma: vm_area_struct, page: page, dirty: bool): void {
  const memcg = page.memcg_data;
  page._refcount++;
  page._mapcount++;
  if (page._mapcount === 1 && memcg !== null) memcg.nr_mapped++;
  vma.vm_mm.pte[0] = { page, write: dirty, dirty };
}

/** P8, asked at the end: a group counts its mapped pages. */
export function counts_mapped(memcg: mem_cgroup, page: page): bool {
  return memcg.nr_mapped === (page.memcg_data === memcg && page._mapcount > 0 ? 1 : 0);
}
