// SPDX-License-Identifier: GPL-2.0-only
// How big a page is. A page of the model is two cells, so "the write covers the page" and "the write covers a part of it"
// differ by one cell; everything that is a number of bytes in Linux (i_size, a file position, a user address) is a number
// of cells here, and the usual shifts and masks work on it.

import type { int } from 'faultline';

export const PAGE_SHIFT = 1;
export const PAGE_SIZE = 2;

/** What a cell holds. Larger values are written later wherever a scenario compares ages (UPTODATE-VALID). */
export type cell_t = int<0, 5>;
/** Memory that nobody filled: what a page holds when it comes from the allocator. Reading it is a leak. */
export const UNINIT = 0;
/** What a hole, or a file past its end, reads as. */
export const ZERO = 1;
