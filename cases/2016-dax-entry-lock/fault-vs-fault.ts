// SPDX-License-Identifier: GPL-2.0-only
// Two processes fault on one page of a file that has no block there: one stores, the other loads.

import { scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { one_file } from './one-file.ts';
import { load, store } from './program.ts';
import { hole, mapped } from './properties.ts';

export default scenario({
  title: 'a write fault and a read fault on a hole',
  thread: 'Jan Kara, 2016-04-18: dax: New fault locking',
  kernel: 'v4.5',
  world() {
    const one = one_file(2, true);
    const vma2 = new vm_area_struct(one.m.mm2, one.fd, ext4_dax_vm_ops);
    one.mapping.i_mmap[1] = vma2;
    return { ...one, mm2: one.m.mm2, vma2 };
  },
  threads: {
    'CPU0 store': (w) => store(w.vma, 0, 3, w.seen),
    'CPU1 load': (w) => load(w.vma2, 0, w.seen),
  },
  always: {
    'NO-SIGBUS': (w) => !w.seen.sigbus,
    'NO-OOM': (w) => !w.seen.oom,
  },
  atEnd: {
    HOLE: (w) => hole(w.mapping),
    MAPPED: (w) => mapped(w.vma) && mapped(w.vma2),
  },
  sometimes: {
    'there is a hole page': (w) => w.mapping.nrpages > 0,
    'the store comes first, and both map the block': (w) => w.mm.pte[0].pfn !== null && w.mm2.pte[0].pfn !== null,
    'the hole page is mapped while a block is allocated': (w) =>
      w.mm2.pte[0].page !== null && w.inode.i_block[0] !== null,
  },
  claims: [
    { id: '2016/D-1', by: 'Jan Kara', thread: 'fails', property: 'NO-SIGBUS', expect: 'fails' },
    {
      id: '2016/D-2',
      by: 'brief',
      thread: 'derived',
      variant: 'v4.5',
      expect: { 'NO-OOM': 'fails', HOLE: 'fails', 'ASSERTS: WARN_ON in page_cache_tree_insert': 'fails' },
    },
    {
      id: '2016/D-3',
      by: 'Jan Kara',
      thread: 'holds',
      variant: 'v4.7',
      expect: { 'NO-SIGBUS': 'holds', 'NO-OOM': 'holds', HOLE: 'holds', MAPPED: 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2016/D-3',
      by: 'we',
      thread: 'derived',
      expect: {
        'v4.7+no-wait': { HOLE: 'fails' },
        'v4.10': { 'NO-SIGBUS': 'holds', HOLE: 'fails', MAPPED: 'fails' },
        'v4.10+entry-first': { HOLE: 'holds', MAPPED: 'holds' },
      },
    },
  ],
});
