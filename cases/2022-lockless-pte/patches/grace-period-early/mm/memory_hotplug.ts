// SPDX-License-Identifier: GPL-2.0-only
// A grace period before anything is unmapped, where offline_pages() has one.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { type rcu_state, synchronize_rcu } from 'faultline/linux/include/linux/rcupdate.ts';
import { do_migrate_range, section_deactivate } from 'faultline/linux/mm/memory_hotplug.ts';

export * from 'faultline/linux/mm/memory_hotplug.ts';

/** Take the page out of the machine.
 *  @linux mm/memory_hotplug.c offline_pages (v6.0), custom: as in the base, with a grace period */
export function offline_pages(vma: vm_area_struct, page: page, rcu: rcu_state): void {
  synchronize_rcu(rcu);
  do_migrate_range(vma);
  section_deactivate(page);
}
