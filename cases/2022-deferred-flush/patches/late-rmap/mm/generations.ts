// SPDX-License-Identifier: GPL-2.0-only
// A flag over generations: a page counts as mapped until it is let go, after the flush.

import type { bool } from 'faultline';

export * from '../../generations/mm/generations.ts';

/** @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function rmap_late(): bool {
  return true;
}
