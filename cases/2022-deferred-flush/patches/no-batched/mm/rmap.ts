// SPDX-License-Identifier: GPL-2.0-only
// Mutant: who zaps does not ask what reclaim has left for later.

import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** @linux mm/rmap.c flush_tlb_batched_pending (v6.0), custom: a mutant */
export function flush_tlb_batched_pending(_mm: mm_struct): void {}
