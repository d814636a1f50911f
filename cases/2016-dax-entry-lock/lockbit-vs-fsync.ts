// SPDX-License-Identifier: GPL-2.0-only
// fsync() after a store, while faults of another process lock and unlock the entry. Before 4.10 writeback takes a difference in the
// lock bit for another entry.

import { scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { zap_pte_range } from 'faultline/linux/mm/memory.ts';
import { one_file } from './one-file.ts';
import { fsync, load } from './program.ts';
import { fsync_keeps } from './properties.ts';
import { mapped_dirty } from './world.ts';

export default scenario({
  title: 'fsync(), and loads through another mapping that is dropped again and again',
  thread: 'Jan Kara, 2016-09-27: dax: Make cache flushing protected by entry lock',
  kernel: 'v4.7',
  world() {
    const one = one_file(1, true);
    const vma2 = new vm_area_struct(one.m.mm2, one.fd, ext4_dax_vm_ops);
    one.mapping.i_mmap[1] = vma2;
    mapped_dirty(one.m, one.mapping);
    return { ...one, mm2: one.m.mm2, vma2 };
  },
  threads: {
    'CPU0 fsync': (w) => fsync(w.mapping, w.seen),
  },
  daemons: {
    'CPU1 loads'(w) {
      load(w.vma2, 0, w.seen);
      // madvise(MADV_DONTNEED)
      zap_pte_range(w.vma2, 0, 1, null);
    },
  },
  always: {
    FSYNC: (w) => fsync_keeps(w.seen, w.block1),
  },
  sometimes: {
    'the store is kept': (w) => w.seen.synced && w.block1.pmem === 3,
    'the entry is locked while it is to be written back': (w) =>
      w.mapping.page_tree.slots[0].locked && w.mapping.page_tree.towrite[0],
  },
  claims: [
    {
      id: '2016/D-15',
      rows: [
        { by: 'Jan Kara', thread: 'fails', variant: 'v4.7+fair-spinlocks+advance', property: 'FSYNC', expect: 'fails' },
        {
          by: 'brief',
          thread: 'derived',
          expect: {
            'v4.7+fair-spinlocks+advance': { 'NO-LIVELOCK': 'holds' },
            'v4.7+fair-spinlocks': { FSYNC: 'holds', 'NO-LIVELOCK': 'fails' },
            'v4.7+fair-spinlocks+advance+sectors': { FSYNC: 'holds', 'NO-LIVELOCK': 'holds' },
            'v4.10+fair-spinlocks': { FSYNC: 'holds', 'NO-LIVELOCK': 'fails' },
          },
        },
      ],
    },
  ],
});
