// SPDX-License-Identifier: GPL-2.0-only
// A hole is punched into a file, and a program reads and stores through a mapping meanwhile. The page goes first and the block after
// it, so whoever brought the page back in between would keep what was in the block.

import { type bool, maybe, scenario } from 'faultline';
import { ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { ext4_file_vm_ops, ext4_punch_hole } from 'faultline/linux/fs/ext4/inode.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rw_semaphore } from 'faultline/linux/kernel/locking/rwsem.ts';
import { counts, removed_unmapped } from './properties.ts';
import { FIRST, OLD } from './values.ts';
import { cached_clean, check, machine, mapped_clean, opened, start, store } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(readonly stores: bool) {}
}

export default scenario({
  title: 'a hole is punched, and the page is read or stored to',
  thread: 'nobody; the brief asks',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const fd = opened(m, 1, new rw_semaphore());
    const mapping = fd.f_mapping;
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    cached_clean(mapping, m.page0);
    mapped_clean(vma, m.page0);
    m.mm.cpus[0] = m.cpu0;
    m.cpu0.tlb[0] = m.mm.pte[0];
    return {
      m,
      mapping,
      mm: m.mm,
      vma,
      page0: m.page0,
      page1: m.page1,
      disk: m.sb.s_bdev,
      plan: new plan(maybe()),
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 program'(w) {
      if (w.plan.stores) store(w.vma, w.seen, FIRST);
      else check(w.vma, w.seen, OLD);
    },
    'CPU1 punch'(w) {
      ext4_punch_hole(w.mapping, 0, 1);
    },
  },
  always: {
    P5: (w) => removed_unmapped(w.mapping),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    HOLE: (w) => {
      const page = w.mapping.i_pages[0];
      return page === null || page.cells[0] === ZERO || page.cells[0] === FIRST;
    },
  },
  sometimes: {
    'the page is gone and the block is not': (w) => w.mapping.i_pages[0] === null && w.disk.blocks[0] === OLD,
    'a fault brings the page back': (w) => w.disk.blocks[0] === ZERO && w.mapping.i_pages[0] !== null,
    'the program finds the hole': (w) => w.seen.mismatch,
    'a store comes after the hole': (w) => w.disk.blocks[0] === ZERO && w.seen.stored === FIRST,
  },
  claims: [
    {
      id: '2022/T-53',
      by: 'derived',
      thread: 'derived',
      expect: { 'v6.0': { HOLE: 'holds', P5: 'holds', P9: 'holds' }, '+faults-in-hole': { HOLE: 'fails' } },
    },
  ],
});
