// SPDX-License-Identifier: GPL-2.0-only
// The integer types of the kernel at the size of these models: files of two pages, so four cells.

import type { int } from 'faultline';

/** A position in a file, or the size of one, in cells. */
export type loff_t = int<0, 4>;
/** A page of a file. 2 is one past the last. */
export type pgoff_t = int<0, 2>;
/** A number of cells. */
export type size_t = int<0, 4>;
/** A number of cells, or an error below zero. */
export type ssize_t = int<-5, 4>;
/** A user address: a cell, counted from the start of the mapping. */
export type uaddr_t = int<0, 3>;

export const EIO = 1;
export const EFAULT = 2;
export const EEXIST = 3;
/** What a filesystem answers when it had to unlock the page: look it up again. */
export const AOP_TRUNCATED_PAGE = 4;
