// SPDX-License-Identifier: GPL-2.0-only
// For claims about what happens apart from the assertion: BUG_ON reports and goes on, as VM_BUG_ON does.

import { warn } from 'faultline';

export * from 'faultline/linux/include/linux/mmdebug.ts';

/** Judged only where a claim asks for ASSERTS.
 *  @linux include/asm-generic/bug.h BUG_ON (v5.9), custom: does not stop the machine */
export function BUG_ON(condition: boolean): void {
  warn(!condition, 'BUG_ON');
}
