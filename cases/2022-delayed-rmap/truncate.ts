// SPDX-License-Identifier: GPL-2.0-only
// A thread unmaps a page of a file, or drops it with MADV_DONTNEED, while another process takes the page out of the file, by
// truncation or with a hole: both look at the PTE, and the mapcount says whether the page may go. A third thread stores to the
// page, and so maps it again where that is possible.

import { type bool, maybe, scenario } from 'faultline';
import { ext4_file_vm_ops, ext4_punch_hole, ext4_setattr } from 'faultline/linux/fs/ext4/inode.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rw_semaphore } from 'faultline/linux/kernel/locking/rwsem.ts';
import { madvise_dontneed, munmap } from 'faultline/linux/mm/mmap.ts';
import { counts, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST } from './values.ts';
import { cached_clean, cached_dirty, machine, mapped_clean, mapped_dirty, opened, start, store } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(
    readonly dirty: bool,
    readonly madvise: bool,
    readonly hole: bool,
  ) {}
}

/** With nothing going on, the mapcount of a page is the number of PTEs that map it. */
function counted(mm: mm_struct, page: page): bool {
  return page._mapcount === (mm.pte[0].page === page ? 1 : 0);
}

export default scenario({
  title: 'munmap() or MADV_DONTNEED, and truncate(0) or a hole',
  thread: 'nobody; the brief asks',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const fd = opened(m, 1, new rw_semaphore());
    const mapping = fd.f_mapping;
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    const plan_ = new plan(maybe(), maybe(), maybe());
    if (plan_.dirty) {
      cached_dirty(mapping, m.page0);
      mapped_dirty(vma, m.page0);
    } else {
      cached_clean(mapping, m.page0);
      mapped_clean(vma, m.page0);
    }
    m.mm.cpus[0] = m.cpu0;
    m.cpu0.tlb[0] = m.mm.pte[0];
    m.mm.cpus[2] = m.cpu1;
    return {
      m,
      inode: mapping.host,
      fd,
      mapping,
      mm: m.mm,
      vma,
      cpu0: m.cpu0,
      cpu2: m.cpu1,
      page0: m.page0,
      page1: m.page1,
      plan: plan_,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 unmap'(w) {
      if (w.plan.madvise) madvise_dontneed(w.vma);
      else munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU1 truncate'(w) {
      if (w.plan.hole) ext4_punch_hole(w.mapping, 0, 1);
      else ext4_setattr(w.mapping, 0);
    },
    'CPU2 store'(w) {
      store(w.vma, w.seen, FIRST);
    },
  },
  always: {
    P5: (w) => removed_unmapped(w.mapping),
    'P5-CLEAN': (w) => w.plan.dirty || removed_unmapped(w.mapping),
    'P5-DIRTY': (w) => !w.plan.dirty || removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0) && tlb_not_freed(w.cpu2),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    COUNTED: (w) => counted(w.mm, w.page0) && counted(w.mm, w.page1),
  },
  sometimes: {
    'the PTE is gone and the page is still mapped': (w) => w.mm.pte[0].page === null && w.page0._mapcount > 0,
    'truncation has the page while the unmap holds the page-table lock': (w) =>
      w.page0.locked && w.mm.page_table_lock.held && w.page0._mapcount > 0,
    'the page leaves the cache before the unmap is done': (w) => w.mapping.i_pages[0] === null && !w.seen.unmapped,
    'the page leaves the cache after the unmap': (w) => w.seen.unmapped && w.mapping.i_pages[0] !== null,
  },
  claims: [
    {
      id: '2022/T-49',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v6.0': { P5: 'holds' },
        '+V1+V3': { 'P5-CLEAN': 'fails', 'P5-DIRTY': 'fails' },
        '+V6': { 'P5-CLEAN': 'fails', 'P5-DIRTY': 'fails', ASSERTS: 'fails' },
        '+V8': { COUNTED: 'holds', P5: 'holds', ASSERTS: 'holds' },
        '+V6+V7': { P5: 'fails' },
        '+zap-peeks': { P5: 'fails' },
        '+V8+zap-peeks': { 'P5-DIRTY': 'fails' },
      },
    },
    { id: '2022/T-48', by: 'Linus Torvalds', thread: 'derived', variant: '+V8', expect: { P6: 'holds', P9: 'holds' } },
  ],
});
