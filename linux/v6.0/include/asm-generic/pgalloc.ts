// SPDX-License-Identifier: GPL-2.0-only
// A page table as a page of its own, which can be freed. Only scenarios about that have one; elsewhere it is always there.

import type { bool, freed, ghost } from 'faultline';

export class pgtable_t {
  /** It was given back: whoever looks into it reads what somebody else keeps there. */
  freed: freed<ghost<bool>> = false;
}

/** The level above. */
export class pmd_t {
  table: pgtable_t | null = null;
}
