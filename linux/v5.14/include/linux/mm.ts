// SPDX-License-Identifier: GPL-2.0-only
// What a fault handler is asked and answers, and how pages are asked for that a program has mapped.

import type { bool } from 'faultline';
import type { page, pte_t, vm_area_struct } from './mm_types.ts';
import type { pgoff_t, vpn_t } from './types.ts';

/** What a handler answers. */
export enum vm_fault_t {
  /** It is mapped, or somebody else was faster: try again. */
  VM_FAULT_NOPAGE = 0,
  VM_FAULT_SIGBUS = 1,
  /** vmf.page is the page, locked. */
  VM_FAULT_LOCKED = 2,
}

/** What is asked, on the stack of whoever faults. */
export class vm_fault {
  constructor(
    readonly vma: vm_area_struct,
    readonly vpn: vpn_t,
    readonly pgoff: pgoff_t,
    readonly write: bool,
  ) {}
  page: page | null = null;
}

export type vm_operations_struct = {
  readonly fault: (vmf: vm_fault) => vm_fault_t;
  readonly page_mkwrite: ((vmf: vm_fault) => vm_fault_t) | null;
};

export enum foll {
  FOLL_WRITE = 1,
  /** Only as far as it goes without a lock. */
  FOLL_FAST_ONLY = 2,
  /** With mmap_lock if need be, but without faults. From 5.16 on. */
  FOLL_NOFAULT = 4,
}

/** @linux arch/x86/include/asm/pgtable.h pte_present (v5.14), dup */
export function pte_present(pte: pte_t): bool {
  return pte.page !== null || pte.special;
}
