// SPDX-License-Identifier: GPL-2.0-only
// Writing through the page cache: a chunk is tried if any of it was faulted in (631f871f0712).

import type { bool } from 'faultline';
import type { task_struct } from '../../../v5.14/include/linux/mm_types.ts';
import type { size_t } from '../../../v5.14/include/linux/types.ts';
import type { iov_iter } from '../../../v5.14/lib/iov_iter.ts';
import { fault_in_iov_iter_readable } from '../../../v5.16/lib/iov_iter.ts';

export * from '../../../v5.16/fs/iomap/buffered-io.ts';

/** @linux fs/iomap/buffered-io.c iomap_write_iter (v5.18), custom, name ours: its test before it takes the page */
export function source_faulted_in(i: iov_iter, bytes: size_t, current: task_struct): bool {
  return fault_in_iov_iter_readable(i, bytes, current) !== bytes;
}
