// SPDX-License-Identifier: GPL-2.0-only
// The program of the recipe with its mapped file, and what is asked of all that it meets.

import { type int, maybe, type Properties } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import { counts, kept_its_promise, no_lost_store, tlb_not_freed } from './properties.ts';
import { SECOND } from './values.ts';
import { cached, machine, mapped_file, type program, start } from './world.ts';

export type one_file = {
  readonly vma: vm_area_struct;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly cpu0: cpuinfo_x86;
  readonly page0: page;
  readonly page1: page;
  readonly disk: block_device;
  readonly program: program;
};

/** Its first page is cached and mapped, dirty or not. */
export function one_file(pages: int<1, 2>): one_file {
  const m = new machine();
  start(m);
  const vma = mapped_file(m, m.mm, pages);
  cached(vma, m.page0, 0, maybe());
  return {
    vma,
    mapping: vma.vm_file.f_mapping,
    mm: m.mm,
    cpu0: m.cpu0,
    page0: m.page0,
    page1: m.page1,
    disk: m.sb.s_bdev,
    program: m.program,
  };
}

export const always_kept: Properties<one_file> = {
  P2: (w) => kept_its_promise(w.program),
  P6: (w) => tlb_not_freed(w.cpu0),
  P9: (w) => counts(w.page0) && counts(w.page1),
};
export const kept_at_end: Properties<one_file> = {
  P1: (w) => no_lost_store(w.mapping, w.mm, w.program),
};
export const seen_on_the_way: Properties<one_file> = {
  'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
  'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  'what was stored last is on the device': (w) => w.program.device === SECOND,
};
