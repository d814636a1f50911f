// SPDX-License-Identifier: GPL-2.0-only
// Reclaim that leaves a process one of its two pages: it takes the one that was mapped first.

import { atomically, type int, waitUntil } from 'faultline';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

export class reclaimer {
  /** The page that is mapped, or that was mapped first where both are. */
  oldest: int<0, 1> = 0;
}

/** Unmap one page, once both are mapped. */
export function reclaim(mm: mm_struct, reclaimer: reclaimer): void {
  atomically(() => {
    waitUntil(() => mm.pte[0].page !== null && mm.pte[1].page !== null);
    const taken = victim(reclaimer);
    mm.pte[taken] = { page: null, special: false, write: false };
    reclaimer.oldest = taken === 0 ? 1 : 0;
  });
}

export function victim(reclaimer: reclaimer): int<0, 1> {
  return reclaimer.oldest;
}
