// SPDX-License-Identifier: GPL-2.0-only
// Mutant of Torvalds' patch 1, on top of it: a page that the handler has not locked is not locked by the callers either.

import type { vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from '../../p1/mm/memory.ts';

/** The page stays as the handler left it.
 *  @linux mm/memory.c do_read_fault (v5.9), custom: a mutant of Torvalds' patch 1 */
export function lock_if_unlocked(_ret: vm_fault_t, _page: page): void {}
