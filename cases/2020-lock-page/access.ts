// SPDX-License-Identifier: GPL-2.0-only
// How a program gets at the page, and what is seen of it.

import type { bool, ghost, int } from 'faultline';
import { user_load, user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { STORED } from './values.ts';

/** What the threads have done so far. */
export class seen {
  /** The program's access is over. */
  accessed: ghost<bool> = false;
  /** There was nothing to access: SIGBUS. */
  sigbus: ghost<bool> = false;
  /** The remover is done. */
  removed: ghost<bool> = false;
  /** Reclaim began and ended while the page-table lock was held and the PTE was empty. */
  passed: ghost<bool> = false;
}

/** Whether the access is a store. */
export class access {
  constructor(readonly write: bool) {}
}

/** Access the first cell of the mapping. */
export function touch(vma: vm_area_struct, how: access, seen: seen): void {
  if (how.write) seen.sigbus = user_store(vma, 0, STORED) < 0;
  else seen.sigbus = user_load(vma, 0) === 0;
  seen.accessed = true;
}

/** A load through a shared mapping, a load through a private one, a store through a shared one, a store through a private
 *  one. */
export const LOAD_SHARED = 0;
export const LOAD_PRIVATE = 1;
export const STORE_SHARED = 2;
export const STORE_PRIVATE = 3;

/** Whether an access of this kind goes through a shared mapping. */
export function is_shared(kind: int<0, 3>): bool {
  return kind === LOAD_SHARED || kind === STORE_SHARED;
}
