// SPDX-License-Identifier: GPL-2.0-only
// Two faults on a hole, one of which may have to wait for the other's entry. Who is told that a page has taken its place?

import { choose, scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { access, load, touch } from './program.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'a load from a hole, and any other fault',
  thread: 'Ross Zwisler, 2016-04-27: who wakes up anyone waiting on the old lock entry',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 2);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops);
    const other = new access(choose(2) === 1);
    mapping.i_mmap[0] = vma;
    return {
      m,
      inode: inode_,
      mapping,
      mm: m.mm,
      vma,
      other,
      page0: m.page0,
      page1: m.page1,
      block1: m.pmem.block1,
      wait: m.table.head,
      task0: m.task0,
      task1: m.task1,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 load': (w) => load(w.vma, 0, w.seen),
    'CPU1 fault': (w) => touch(w.vma, w.other, w.seen),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'somebody waits for the entry': (w) => w.wait.nr === 1,
    'a hole page is in the tree': (w) => w.mapping.nrpages === 1,
    'a block is in the tree': (w) => w.mapping.page_tree.slots[0].sector !== null,
  },
  claims: [
    {
      id: '2016/D-10',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: '+root-key+v3',
      expect: { 'EVERY-WAITER-IS-WOKEN': 'fails', 'NO-DEADLOCK': 'fails' },
    },
    {
      id: '2016/D-10',
      by: 'Jan Kara',
      thread: 'holds',
      variant: 'v4.7',
      expect: { 'EVERY-WAITER-IS-WOKEN': 'holds', 'NO-DEADLOCK': 'holds' },
    },
  ],
});
