// SPDX-License-Identifier: GPL-2.0-only
// A page of one cell: nothing that is asked of 6.0 writes a part of one. A user address is a virtual page number.

export * from '../../../../../v5.9/arch/x86/include/asm/page_types.ts';

export const PAGE_SHIFT = 0;
export const PAGE_SIZE = 1;
