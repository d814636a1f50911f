// SPDX-License-Identifier: GPL-2.0-only
// A move that does not look who holds the page (as fuse_try_move_page of later kernels, which replaces it).

import { atomically, type bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import { __remove_from_page_cache } from 'faultline/linux/mm/filemap.ts';

export * from '../../page-mkwrite.ts';

/** Whoever holds it.
 *  @linux fs/fuse/dev.c fuse_try_move_page (v2.6.35), custom: only that it ignores references */
export function remove_from(from: address_space, page: page): bool {
  return atomically((): bool => {
    __remove_from_page_cache(from, page);
    return true;
  });
}
