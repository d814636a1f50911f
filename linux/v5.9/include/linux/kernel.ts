// SPDX-License-Identifier: GPL-2.0-only
// Arithmetic.

import type { i32 } from 'faultline';

/** The smaller of two.
 *  @linux include/linux/kernel.h min (v5.9), dup */
export function min(x: i32, y: i32): i32 {
  return x < y ? x : y;
}

/** The larger of two.
 *  @linux include/linux/kernel.h max (v5.9), dup */
export function max(x: i32, y: i32): i32 {
  return x > y ? x : y;
}
