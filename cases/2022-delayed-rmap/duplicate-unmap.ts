// SPDX-License-Identifier: GPL-2.0-only
// Two PTEs map a page that is counted once: something else in the kernel is wrong. The unmap of both, at once or one after the
// other, should notice that the mapcount falls below zero.

import { type bool, maybe, scenario } from 'faultline';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { zap_page_range_single } from 'faultline/linux/mm/memory.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { MORE } from './mapcount.ts';
import { cached_dirty, machine, mapped_dirty, opened, start } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(
    /** The page is mapped once more than it is counted. */
    readonly duplicate: bool,
    readonly dirty: bool,
    /** The PTEs go one after the other, each with a flush. */
    readonly apart: bool,
  ) {}
}

export default scenario({
  title: 'the unmap of a page that is mapped more often than counted',
  thread: 'Linus Torvalds, 2022-10-30: likely worthless now',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const fd = opened(m, 2, null);
    const mapping = fd.f_mapping;
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 2);
    const plan_ = new plan(maybe(), maybe(), maybe());
    cached_dirty(mapping, m.page0);
    mapped_dirty(vma, m.page0);
    if (!plan_.dirty) m.mm.pte[0] = { page: m.page0, write: false, dirty: false };
    if (plan_.duplicate) {
      m.mm.pte[1] = m.mm.pte[0];
      m.page0._refcount++;
    }
    m.page0._mapcount = 1 + MORE;
    return {
      m,
      inode: mapping.host,
      fd,
      mapping,
      mm: m.mm,
      vma,
      page0: m.page0,
      plan: plan_,
    };
  },
  threads: {
    'CPU0 munmap'(w) {
      if (w.plan.apart) zap_page_range_single(w.vma, 0, 1, null);
      munmap(w.vma);
    },
  },
  always: {
    QUIET: (w) => w.plan.duplicate || !w.mm.bad_pte,
  },
  atEnd: {
    DETECTED: (w) => !w.plan.duplicate || w.mm.bad_pte,
    'DETECTED-CLEAN': (w) => !w.plan.duplicate || w.plan.dirty || w.mm.bad_pte,
    'DETECTED-APART': (w) => !w.plan.duplicate || !w.plan.apart || w.mm.bad_pte,
  },
  sometimes: {
    'the mapcount is below zero': (w) => w.page0._mapcount === 0,
    'both PTEs go in one batch': (w) => w.plan.duplicate && !w.plan.apart && w.mm.pte[1].page === null,
  },
  claims: [
    {
      id: '2022/T-36',
      by: 'Linus Torvalds',
      rows: [
        {
          thread: 'derived',
          expect: {
            '+v6.0-test': { DETECTED: 'holds', QUIET: 'holds' },
            '+V8+V8-test': { DETECTED: 'fails', 'DETECTED-CLEAN': 'holds', QUIET: 'holds' },
          },
        },
        { thread: 'fails', variant: '+V6+V6-test-at-zap', property: 'DETECTED', expect: 'fails' },
        {
          thread: 'open',
          variant: '+V6+V6-test-le',
          expect: { DETECTED: 'fails', 'DETECTED-APART': 'holds', QUIET: 'holds' },
        },
        { thread: 'holds', variant: '+V6+V6-test-at-free', expect: { DETECTED: 'holds', QUIET: 'holds' } },
      ],
    },
  ],
});
