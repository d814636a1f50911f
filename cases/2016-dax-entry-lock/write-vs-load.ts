// SPDX-License-Identifier: GPL-2.0-only
// write() to a hole, which gets a block, while another program loads from it. What does the program see from then on?

import { choose, scenario } from 'faultline';
import { ext4_dax_vm_ops, ext4_file_write_iter } from 'faultline/linux/fs/ext4/file.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { load } from './program.ts';
import { mapped } from './properties.ts';
import { cached_hole, machine, start } from './world.ts';

export default scenario({
  title: 'write() to a hole, and a load from it',
  thread: 'a comment in iomap_dax_rw() of 4.8: this is racy against mmap; Jan Kara, 2016-11-24',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 3);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops);
    mapping.i_mmap[0] = vma;
    // Nothing, or the page of an earlier load.
    if (choose(2) === 1) cached_hole(m, mapping);
    return {
      m,
      inode: inode_,
      mapping,
      mm: m.mm,
      vma,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      block1: m.pmem.block1,
      task0: m.task0,
      task1: m.task1,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 write'(w) {
      ext4_file_write_iter(w.mapping, 0, 3);
      w.seen.returned = true;
    },
    'CPU1 load': (w) => load(w.vma, 0, w.seen),
  },
  atEnd: {
    MAPPED: (w) => mapped(w.vma),
  },
  sometimes: {
    'the load sees what was written': (w) => w.seen.loaded === 3,
    'the hole page is mapped before the block is there': (w) =>
      w.inode.i_block[0] === null && w.mm.pte[0].page !== null,
  },
  claims: [
    {
      id: '2016/D-16',
      property: 'MAPPED',
      rows: [
        { by: 'Christoph Hellwig', thread: 'fails', variant: 'v4.7+iomap_dax_rw', expect: 'fails' },
        { by: 'Jan Kara', thread: 'fails', variant: 'v4.10', expect: 'fails' },
        {
          by: 'Jan Kara',
          thread: 'holds',
          expect: { 'v4.10+entry-first': 'fails', 'v4.10+entry-first+cd656375f946': 'fails' },
        },
        {
          by: 'we',
          thread: 'derived',
          expect: {
            'v4.7': 'fails',
            'v4.10+entry-first+any-nrpages+look-again': 'holds',
            'v4.10+any-nrpages+look-again': 'fails',
            'v4.10+entry-first+look-again': 'fails',
            'v4.10+entry-first+any-nrpages+look-again+invalidate-first': 'fails',
          },
        },
      ],
    },
  ],
});
