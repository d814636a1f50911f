// SPDX-License-Identifier: GPL-2.0-only
// Two pages of a file, more than a batch of the gather takes, mapped by a program that has stored to the first one, and perhaps to the
// second; and another process, which calls fsync() or truncates the file.

import { type bool, maybe, type Properties } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rw_semaphore } from 'faultline/linux/kernel/locking/rwsem.ts';
import { OLD } from './values.ts';
import { cached_clean, cached_dirty, machine, mapped_clean, mapped_dirty, opened, type seen, start } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(
    readonly second_dirty: bool,
    readonly truncate: bool,
  ) {}
}

type two_mapped = {
  readonly m: machine;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly cpu0: cpuinfo_x86;
  readonly page0: page;
  readonly page1: page;
  readonly plan: plan;
  readonly seen: seen;
};

export function two_mapped(): two_mapped {
  const m = new machine();
  start(m);
  const invalidate_lock = new rw_semaphore();
  const fd = opened(m, 2, invalidate_lock);
  const mapping = fd.f_mapping;
  const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 2);
  const plan_ = new plan(maybe(), maybe());
  cached_dirty(mapping, m.page0);
  mapped_dirty(vma, m.page0);
  m.page1.index = 1;
  if (plan_.second_dirty) {
    cached_dirty(mapping, m.page1);
    mapped_dirty(vma, m.page1);
  } else {
    cached_clean(mapping, m.page1);
    mapped_clean(vma, m.page1);
  }
  m.sb.s_bdev.blocks[1] = OLD;
  m.mm.cpus[0] = m.cpu0;
  m.cpu0.tlb[0] = m.mm.pte[0];
  return {
    m,
    mapping,
    mm: m.mm,
    vma,
    cpu0: m.cpu0,
    page0: m.page0,
    page1: m.page1,
    plan: plan_,
    seen: m.seen,
  };
}

export const unmapped_in_steps: Properties<two_mapped> = {
  'both pages are still counted when their PTEs are gone': (w) =>
    w.plan.second_dirty &&
    w.mm.pte[0].page === null &&
    w.mm.pte[1].page === null &&
    w.page0._mapcount + w.page1._mapcount === 2,
  'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
  'the page leaves the cache before the unmap is done': (w) => w.mapping.i_pages[0] === null && !w.seen.unmapped,
};
