// SPDX-License-Identifier: GPL-2.0-only
// Three loads from one hole. The first fault makes an entry and puts a page in its place; two may wait for the entry.

import { scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { load } from './program.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'three loads from one hole',
  thread: 'Ross Zwisler, 2017-01: dax: fix deadlock with DAX 4k holes (965d004af540)',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 3);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops);
    mapping.i_mmap[0] = vma;
    return {
      m,
      inode: inode_,
      mapping,
      mm: m.mm,
      vma,
      page0: m.page0,
      page1: m.page1,
      wait: m.table.head,
      task0: m.task0,
      task1: m.task1,
      task2: m.task2,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 load': (w) => load(w.vma, 0, w.seen),
    'CPU1 load': (w) => load(w.vma, 0, w.seen),
    'CPU2 load': (w) => load(w.vma, 0, w.seen),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'two wait for the entry': (w) => w.wait.nr === 2,
    'a hole page is in the tree': (w) => w.mapping.nrpages === 1,
  },
  claims: [
    {
      id: '2016/D-11',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7',
      expect: { 'EVERY-WAITER-IS-WOKEN': 'fails', 'NO-DEADLOCK': 'fails' },
    },
    {
      id: '2016/D-11',
      property: 'EVERY-WAITER-IS-WOKEN',
      rows: [
        { by: 'Ross Zwisler', thread: 'holds', variant: 'v4.10', expect: 'holds' },
        { by: 'brief', thread: 'derived', expect: { 'v4.7+wake-all': 'holds', 'v4.10+wake-one': 'fails' } },
      ],
    },
  ],
});
