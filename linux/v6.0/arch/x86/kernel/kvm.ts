// SPDX-License-Identifier: GPL-2.0-only
// What a kernel notices of a hypervisor: on a machine of its own, nothing. v6.0-kvm is the same kernel as a guest.

import type { cpuinfo_x86 } from '../../../../v5.9/arch/x86/include/asm/processor.ts';

/** A place in a walk at which a host may take the CPU away.
 *  @linux hardware, stub: a real CPU is there all the time */
export function host_may_preempt(_on: cpuinfo_x86): void {}
