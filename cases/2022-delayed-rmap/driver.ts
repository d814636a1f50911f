// SPDX-License-Identifier: GPL-2.0-only
// A driver that lets a device store to memory of a program: pin, transfer, mark dirty, let go.

import { atomically } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pin_user_page, unpin_user_page } from 'faultline/linux/mm/gup.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import type { seen } from './world.ts';

/** read() with O_DIRECT into the mapping: the device stores, no CPU does. */
export function dma_read(vma: vm_area_struct, seen: seen, value: cell_t): void {
  const page = pin_user_page(vma, 0);
  if (page === null) return;
  atomically(() => {
    page.cells[0] = value;
    seen.stored = value;
  });
  mark_dirty(page);
  unpin_user_page(page);
}

/** The way of most drivers: the file system is not asked. */
export function mark_dirty(page: page): void {
  set_page_dirty(page);
}
