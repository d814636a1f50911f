// SPDX-License-Identifier: GPL-2.0-only
// A kernel that does not look whether the page that it has just removed is mapped, to see what else happens then.

import type { page } from 'faultline/linux/include/linux/mm.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** @linux mm/filemap.c __remove_from_page_cache (v2.6.23), stub: its BUG_ON left out */
export function check_removed_page(_page: page): void {}
