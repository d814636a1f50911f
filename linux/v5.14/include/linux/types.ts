// SPDX-License-Identifier: GPL-2.0-only
// The integer types of the kernel at the size of these models: files of two pages, address spaces of three.

import type { int } from 'faultline';

/** A position in a file, or the size of one, in cells. */
export type loff_t = int<0, 4>;
/** A page of a file. 2 is one past the last. */
export type pgoff_t = int<0, 2>;
/** A number of cells. */
export type size_t = int<0, 8>;
/** A number of cells, or an error below zero. */
export type ssize_t = int<-8, 8>;
/** A user address: a cell of the address space. */
export type uaddr_t = int<0, 8>;
/** A page of the address space. 3 is one past the last. */
export type vpn_t = int<0, 3>;

export const SIZE_MAX = 8;

export const EIO = 1;
export const EFAULT = 2;
export const EAGAIN = 6;
/** iomap_dio_rw() cannot: fall back to buffered I/O. */
export const ENOTBLK = 7;
/** The request goes on by itself and is completed later. */
export const EIOCBQUEUED = 8;
