// SPDX-License-Identifier: GPL-2.0-only
// Two processes map a page of a file. One of them unmaps it, the other stores and calls fsync(), which must find that mapping whichever
// of the two is gone.

import { type bool, maybe, scenario } from 'faultline';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { mm_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { counts, fsync_keeps, no_lost_store, removed_unmapped } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { cached_dirty, fsync, machine, mapped_dirty, opened, start, store } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(readonly second_goes: bool) {}
}

export default scenario({
  title: 'munmap() by one of two processes, and fsync() by the other',
  thread: 'nobody; the brief asks',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const fd = opened(m, 1, null);
    const mapping = fd.f_mapping;
    const other_mm = new mm_struct();
    const second = new vm_area_struct(other_mm, fd, ext4_file_vm_ops, 1);
    const first = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, true, second);
    const plan_ = new plan(maybe());
    cached_dirty(mapping, m.page0);
    mapped_dirty(second, m.page0);
    mapped_dirty(first, m.page0);
    m.mm.cpus[0] = m.cpu0;
    other_mm.cpus[0] = m.cpu1;
    return { m, mapping, mm: m.mm, other_mm, first, second, page0: m.page0, plan: plan_, seen: m.seen };
  },
  threads: {
    'CPU0 store, fsync'(w) {
      const vma = w.plan.second_goes ? w.first : w.second;
      store(vma, w.seen, FIRST);
      fsync(w.mapping, w.seen);
      store(vma, w.seen, SECOND);
      fsync(w.mapping, w.seen);
    },
    'CPU1 munmap'(w) {
      munmap(w.plan.second_goes ? w.second : w.first);
      w.seen.unmapped = true;
    },
  },
  always: {
    P2: (w) => fsync_keeps(w.mapping, w.seen),
    P5: (w) => removed_unmapped(w.mapping),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.plan.second_goes ? w.mm : w.other_mm, w.seen),
  },
  sometimes: {
    'the first mapping goes': (w) => w.seen.unmapped && !w.plan.second_goes,
    'the second mapping goes before the first store': (w) =>
      w.seen.unmapped && w.plan.second_goes && w.seen.stored < FIRST,
  },
  claims: [
    {
      id: '2022/T-54',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v6.0': { P1: 'holds', P2: 'holds' },
        '+forgets-other': { P2: 'fails' },
      },
    },
  ],
});
