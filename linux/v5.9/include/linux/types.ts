// SPDX-License-Identifier: GPL-2.0-only
// The integer types of the kernel at the size of the model: files of three pages, so six cells.

import type { int } from 'faultline';

/** A position in a file, or the size of one, in cells. */
export type loff_t = int<0, 6>;
/** A page of a file. 3 is one past the last. */
export type pgoff_t = int<0, 3>;
/** A number of cells. */
export type size_t = int<0, 6>;
/** A number of cells, or an error below zero. */
export type ssize_t = int<-5, 6>;

export const EIO = 1;
export const EFAULT = 2;
export const EEXIST = 3;
export const EBUSY = 4;
export const EINTR = 5;
export const EAGAIN = 6;
