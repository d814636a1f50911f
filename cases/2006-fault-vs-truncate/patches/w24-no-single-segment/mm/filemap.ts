// SPDX-License-Identifier: GPL-2.0-only
// Mutant of 2.6.24: a chunk that made no progress is tried again at its full length.

import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { min } from 'faultline/linux/include/linux/kernel.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import type { iov_iter } from 'faultline/linux/include/linux/uio.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** As long as at first.
 *  @linux mm/filemap.c generic_perform_write (v2.6.24), custom: its lines before goto again, without the fallback */
export function retry_bytes(i: iov_iter, offset: size_t): size_t {
  return min(PAGE_SIZE - offset, i.count);
}
