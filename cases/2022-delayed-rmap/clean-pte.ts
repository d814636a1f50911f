// SPDX-License-Identifier: GPL-2.0-only
// The PTE is clean when the story begins, and some TLB has a copy of it: read-only, as ext4 leaves it after writeback, or
// writable, as file systems do that do not ask to be told of the first store. The unmap flushes clean pages late and drops their
// mapcount at once; may it?

import { type bool, maybe, scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { counts, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { cached_clean, fsync, machine, mapped_clean, opened, start, store } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(readonly writable: bool) {}
}

export default scenario({
  title: 'munmap() of a page whose PTE is clean',
  thread: 'Linus Torvalds, 2022-11-08: only dirty pages of files need the delay',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const fd = opened(m, 1, null);
    const mapping = fd.f_mapping;
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    const plan_ = new plan(maybe());
    cached_clean(mapping, m.page0);
    mapped_clean(vma, m.page0);
    if (plan_.writable) m.mm.pte[0] = { page: m.page0, write: true, dirty: false };
    m.mm.cpus[0] = m.cpu0;
    m.cpu0.tlb[0] = m.mm.pte[0];
    return {
      m,
      inode: mapping.host,
      fd,
      mapping,
      mm: m.mm,
      vma,
      cpu0: m.cpu0,
      page0: m.page0,
      disk: m.sb.s_bdev,
      plan: plan_,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 store'(w) {
      if (!store(w.vma, w.seen, FIRST)) return;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 fsync'(w) {
      fsync(w.mapping, w.seen);
      invalidate_mapping_pages(w.mapping);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
    'P1-READ-ONLY': (w) => w.plan.writable || no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a writable TLB entry that is not dirty outlives its PTE': (w) =>
      w.cpu0.tlb[0].write && !w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page is no longer counted, and a writable TLB entry leads to it': (w) =>
      w.cpu0.tlb[0].write && w.page0._mapcount === 0,
    'a PTE that was read-only is stored through': (w) => !w.plan.writable && w.mm.pte[0].dirty,
    'the page is written': (w) => w.page0.writeback,
  },
  claims: [
    { id: '2022/T-47', by: 'Linus Torvalds', thread: 'holds', variant: '+V8', property: 'P1', expect: 'holds' },
    {
      id: '2022/T-47',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+V8': { P6: 'holds' },
        'v6.0': { P1: 'fails' },
        '+V8+W-silent': { P1: 'fails', 'P1-READ-ONLY': 'holds' },
      },
    },
  ],
});
