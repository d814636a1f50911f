// SPDX-License-Identifier: GPL-2.0-only
// The integer types of the kernel at the size of these models: files of two pages.

import type { int } from 'faultline';

/** A page of a file, and a virtual page of a mapping that begins at the start of the file. 2 is one past the last. */
export type pgoff_t = int<0, 2>;
/** 0, or an error below zero. */
export type errno_t = int<-5, 0>;

export const EIO = 1;
export const ENOMEM = 2;
export const EEXIST = 3;
export const EBUSY = 4;
export const EINVAL = 5;
