// SPDX-License-Identifier: GPL-2.0-only
// A lookup without a lock: what it has found, and what it has of it.

import type { bool, ghost } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { find_get_page } from 'faultline/linux/mm/filemap.ts';

export class lookup {
  found: ghost<page | null> = null;
  done: ghost<bool> = false;
}

export function look_up(mapping: address_space, seen: lookup): void {
  seen.found = find_get_page(mapping, 0);
  seen.done = true;
}
