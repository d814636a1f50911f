// SPDX-License-Identifier: GPL-2.0-only
// "rmap: remove lock_page_memcg()", v6.3: who changes a mapcount holds the page-table lock, and so does who moves a page.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/memcontrol.ts';

/** Nobody calls it any more.
 *  @linux mm/memcontrol.c lock_page_memcg (v6.3), custom: the calls in mm/rmap.c stay, and do nothing */
export function lock_page_memcg(_page: page): void {}

/** Neither this.
 *  @linux mm/memcontrol.c unlock_page_memcg (v6.3), custom: the calls in mm/rmap.c stay, and do nothing */
export function unlock_page_memcg(_page: page): void {}
