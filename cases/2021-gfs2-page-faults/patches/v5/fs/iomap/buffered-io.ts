// SPDX-License-Identifier: GPL-2.0-only
// Patch 4 of the series as posted (v5), where iomap writes: a chunk that is not faulted in as a whole is not tried.

import type { bool } from 'faultline';
import type { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import type { iov_iter } from 'faultline/linux/lib/iov_iter.ts';
import { fault_in_iov_iter_readable } from '../../lib/iov_iter.ts';

export * from 'faultline/linux/fs/iomap/buffered-io.ts';

/** @linux fs/iomap/buffered-io.c iomap_write_actor (v5.14), custom, name ours: of the series, patch 4 */
export function source_faulted_in(i: iov_iter, bytes: size_t, current: task_struct): bool {
  return fault_in_iov_iter_readable(i, bytes, current) === bytes;
}
