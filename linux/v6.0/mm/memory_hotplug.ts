// SPDX-License-Identifier: GPL-2.0-only
// Memory that is taken out of the machine, and the descriptions of its pages with it.

import { atomically } from 'faultline';
import type { page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import type { rcu_state } from '../include/linux/rcupdate.ts';
import { madvise_dontneed } from './mmap.ts';

/** Nobody maps the page any more when this returns.
 *  @linux mm/memory_hotplug.c do_migrate_range (v6.0), custom: one page of one process, which gives it up instead of getting
 *  another; flushed as always */
export function do_migrate_range(vma: vm_area_struct): void {
  madvise_dontneed(vma);
}

/** Take the page out of the machine.
 *  @linux mm/memory_hotplug.c offline_pages (v6.0), custom: with remove_memory; one page; no isolation, no notifiers; that somebody holds the
 *  page does not stop it */
export function offline_pages(vma: vm_area_struct, page: page, _rcu: rcu_state): void {
  do_migrate_range(vma);
  section_deactivate(page);
}

/** The struct page is gone.
 *  @linux mm/sparse.c section_deactivate (v6.0), custom: with depopulate_section_memmap, of one page */
export function section_deactivate(page: page): void {
  atomically(() => {
    page.memmap_freed = true;
  });
}
