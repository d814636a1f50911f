// SPDX-License-Identifier: GPL-2.0-only
// The counting that was right under the page-table lock, kept where that lock is not held any more.

import type { int } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { __mod_lruvec_page_state } from 'faultline/linux/mm/memcontrol.ts';

export * from 'faultline/linux/mm/memcontrol.ts';

/** Count without an atomic operation, from anywhere.
 *  @linux include/linux/vmstat.h mod_lruvec_page_state (v6.0), custom: __mod_lruvec_page_state() in its place */
export function mod_lruvec_page_state(page: page, delta: int<-1, 1>): void {
  __mod_lruvec_page_state(page, delta);
}
