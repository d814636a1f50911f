// SPDX-License-Identifier: GPL-2.0-only
// One access of a program to the first cell of a mapping.

import type { bool } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load, user_store } from 'faultline/linux/include/asm-i386/uaccess.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { STORED } from './values.ts';

/** Whether it is a store. */
export class access {
  constructor(readonly write: bool) {}
}

/** What it loaded or stored; UNINIT: there was nothing (SIGBUS). */
export function touch(vma: vm_area_struct, how: access): cell_t {
  if (!how.write) return user_load(vma, 0);
  return user_store(vma, 0, STORED) < 0 ? UNINIT : STORED;
}
