// SPDX-License-Identifier: GPL-2.0-only
// A flag over generations: dirty pages of files are flushed at the end of the gather, like all others.

import type { bool } from 'faultline';

export * from '../../generations/mm/generations.ts';

/** @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_forces(): bool {
  return false;
}
