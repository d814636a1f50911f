// SPDX-License-Identifier: GPL-2.0-only
// Setting an entry of two words.

import type { bool, int } from 'faultline';
import type { page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { native_set_pte } from '../arch/x86/include/asm/pgtable.ts';

export * from '../../v6.0/mm/memory.ts';

/** Make the PTE present: two words.
 *  @linux arch/x86/include/asm/pgtable.h set_pte_at (v6.0), custom: builds the entry too */
export function set_pte_at(vma: vm_area_struct, vpn: int<0, 1>, page: page, write: bool): void {
  native_set_pte(vma.vm_mm, vpn, { page, write, dirty: write });
}
