// SPDX-License-Identifier: GPL-2.0-only
// What the cells of a file hold in these scenarios, in the order in which it is written. (UNINIT is 0, ZERO is 1.)

/** A file's old content, what write() writes, and what a store through a mapping stores. */
export const OLD = 2;
export const NEW = 3;
export const STORED = 4;
/** The content of another file. */
export const OTHER = 5;
