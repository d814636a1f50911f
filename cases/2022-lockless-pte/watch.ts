// SPDX-License-Identifier: GPL-2.0-only
// Whether somebody who had reason to wait for a walk did not.

import { atomically, type bool, type ghost } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';

export class watch {
  /** The walk was under way when it began. */
  walking: ghost<bool> = false;
  /** It is over, and that walk is not. */
  outrun: ghost<bool> = false;
}

/** From here on the walk that is under way, if one is, should be waited for. There is one walk in all. */
export function begin(watch: watch, on: cpuinfo_x86): void {
  atomically(() => {
    watch.walking = on.irqs_disabled;
  });
}

/** Now it should have been. */
export function end(watch: watch, on: cpuinfo_x86): void {
  atomically(() => {
    const walking = on.irqs_disabled;
    watch.outrun = watch.walking && walking;
  });
}
