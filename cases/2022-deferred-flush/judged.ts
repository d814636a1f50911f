// SPDX-License-Identifier: GPL-2.0-only
// What is judged where a page is unmapped that a CPU still has in its TLB.

import type { Properties } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import type { program } from './program.ts';
import { counts, flushed_between, outlives, tlb_not_freed } from './properties.ts';
import { AFTER, FILE } from './values.ts';

/** Two threads of the program run meanwhile, and one tells the other of another page in its place. */
type replaced = {
  readonly mm: mm_struct;
  readonly cpu0: cpuinfo_x86;
  readonly cpu1: cpuinfo_x86;
  readonly page0: page;
  readonly page1: page;
  readonly program: program;
};

export const flushed: Properties<replaced> = {
  'FLUSHED-BETWEEN': (w) => flushed_between(w.mm, w.cpu0) && flushed_between(w.mm, w.cpu1),
  P6: (w) => tlb_not_freed(w.cpu0) && tlb_not_freed(w.cpu1),
};
export const file_page_replaced: Properties<replaced> = {
  P9: (w) => counts(w.page0) && counts(w.page1),
  P10: (w) => w.program.read !== FILE,
};
export const outlives_and_is_read: Properties<replaced> = {
  'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu0),
  'the reader reads what it was told of': (w) => w.program.read === AFTER,
};

/** madvise() has dropped it while a third CPU had it. */
type dropped = {
  readonly mm: mm_struct;
  readonly cpu2: cpuinfo_x86;
  readonly page0: page;
  readonly program: program;
};

export const no_entry_left: Properties<dropped> = {
  P6: (w) => tlb_not_freed(w.cpu2),
  P9: (w) => counts(w.page0),
  'NO-ENTRY': (w) => !w.program.dropped || w.cpu2.tlb[0].page !== w.page0,
};
export const outlives_and_is_dropped: Properties<dropped> = {
  'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu2),
  'madvise() has returned': (w) => w.program.dropped,
};
