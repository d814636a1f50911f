// SPDX-License-Identifier: GPL-2.0-only
// Mutant of generations: who fills a PTE does not compare.

import type { bool } from 'faultline';

export * from '../../generations/mm/generations.ts';

/** @linux mm/memory.c do_set_pte (v6.0), custom: a flag */
export function install_checks(): bool {
  return false;
}
