// SPDX-License-Identifier: GPL-2.0-only
// The kernel's assertions. Each takes the condition that must not be true, as in Linux.

import { assert, warn } from 'faultline';

/** Always compiled in: the machine stops.
 *  @linux include/asm-generic/bug.h BUG_ON (v5.9), dup */
export function BUG_ON(condition: boolean): void {
  assert(!condition, 'BUG_ON');
}

/** Judged only where a claim asks for ASSERTS: a kernel without DEBUG_VM goes on.
 *  @linux include/linux/mmdebug.h VM_BUG_ON (v5.9), custom: goes on after it has been reported */
export function VM_BUG_ON(condition: boolean): void {
  warn(!condition, 'VM_BUG_ON');
}
