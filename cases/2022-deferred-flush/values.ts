// SPDX-License-Identifier: GPL-2.0-only
// What is in memory: in the file, in what the reader may still have in its TLB, and what the other thread stores.

/** In the file. */
export const FILE = 2;
/** In the private copy that is there at first. */
export const BEFORE = 3;
/** What is stored and then announced. */
export const AFTER = 4;
