// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: what a thread remembers for the properties, and the buffers of the process.

import type { ghost } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/v5.9/arch/x86/include/asm/page_types.ts';
import type { vm_area_struct } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import type { ssize_t } from 'faultline/linux/v5.9/include/linux/types.ts';
import type { iovec } from 'faultline/linux/v5.9/lib/iov_iter.ts';

/** A file's old content, what write() writes, and what a store through a mapping stores. */
export const OLD = 2;
export const NEW = 3;
export const STORED = 4;

/** What the threads have seen so far. */
export class seen {
  /** What write() returned; 0: it has not returned. */
  wrote: ghost<ssize_t> = 0;
  /** What the first and the second read returned; UNINIT: not yet. */
  first: ghost<cell_t> = UNINIT;
  second: ghost<cell_t> = UNINIT;
}

/** `len` cells of memory that is always there, all of them `value`. */
export function buffer(value: cell_t, len: ssize_t): iovec {
  return { vma: null, iov_base: 0, iov_len: len, value };
}

/** `len` cells of a mapping, from cell `base` on. */
export function mapped(vma: vm_area_struct, base: ssize_t, len: ssize_t): iovec {
  return { vma, iov_base: base, iov_len: len, value: UNINIT };
}
