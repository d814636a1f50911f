// SPDX-License-Identifier: GPL-2.0-only
// What the cells of a file hold in these scenarios. (UNINIT is 0, ZERO is 1.)

/** A file's content, and what a store through a mapping stores. */
export const OLD = 2;
export const STORED = 4;
