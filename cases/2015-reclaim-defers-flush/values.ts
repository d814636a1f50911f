// SPDX-License-Identifier: GPL-2.0-only
// What is in the file before anything starts, and what the program stores, in this order: a larger value is newer.

export const OLD = 2;
export const FIRST = 3;
export const SECOND = 4;
