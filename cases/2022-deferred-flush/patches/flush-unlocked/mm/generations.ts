// SPDX-License-Identifier: GPL-2.0-only
// A flag over generations: nothing is flushed under the page-table lock, dirty pages of files neither.

import type { bool } from 'faultline';

export * from '../../generations/mm/generations.ts';

/** @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function flush_locked(): bool {
  return false;
}
