// SPDX-License-Identifier: GPL-2.0-only
// Mutant of generations: who cleans a page does not compare.

import type { bool } from 'faultline';

export * from '../../generations/mm/generations.ts';

/** @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: a flag */
export function mkclean_checks(): bool {
  return false;
}
