// SPDX-License-Identifier: GPL-2.0-only
// The test for the magic page, the right way round again (patch 2 of the series).

import { KVM_MAGIC_PAGE, type kvm_guest } from '../../../../v5.14/arch/powerpc/kernel/kvm.ts';
import type { task_struct } from '../../../../v5.14/include/linux/mm_types.ts';
import { fault_in_readable } from '../../../mm/gup.ts';

export * from '../../../../v5.14/arch/powerpc/kernel/kvm.ts';

/** @linux arch/powerpc/kernel/kvm.c kvm_use_magic_page (v5.16), custom: the host has done its part; patching is one step */
export function kvm_use_magic_page(current: task_struct, guest: kvm_guest): void {
  if (fault_in_readable(current, KVM_MAGIC_PAGE, 1) !== 0) {
    guest.kvm_patching_worked = false;
    return;
  }
  guest.patched = true;
}
