// SPDX-License-Identifier: GPL-2.0-only
// A program stores and calls fsync(), while another one is in fsync() already.

import { scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { vfs_fsync_range } from 'faultline/linux/fs/sync.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { fsync, store } from './program.ts';
import { fsync_keeps } from './properties.ts';
import { machine, mapped_clean, start } from './world.ts';

export default scenario({
  title: 'a store and its fsync(), beside another fsync()',
  thread: 'Ross Zwisler, 2016-06-28: dax: Clear dirty entry tags on cache flush',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 1);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops);
    mapping.i_mmap[0] = vma;
    mapped_clean(m, mapping);
    return {
      m,
      inode: inode_,
      mapping,
      mm: m.mm,
      vma,
      block1: m.pmem.block1,
      task0: m.task0,
      task1: m.task1,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 program'(w) {
      store(w.vma, 0, 3, w.seen);
      fsync(w.mapping, w.seen);
    },
    'CPU1 fsync'(w) {
      vfs_fsync_range(w.mapping);
    },
  },
  always: {
    FSYNC: (w) => fsync_keeps(w.seen, w.block1),
  },
  sometimes: {
    'the store is kept': (w) => w.seen.synced && w.block1.pmem === 3,
    'the block is to be written back': (w) => w.mapping.page_tree.towrite[0],
  },
  claims: [
    {
      id: '2016/X1',
      by: 'we',
      thread: 'derived',
      property: 'FSYNC',
      expect: { 'v4.5': 'fails', 'v4.7': 'fails', 'v4.10': 'fails', 'v4.10+towrite-last': 'holds' },
    },
    {
      id: '2016/D-13',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7+clear-tags',
      property: 'FSYNC',
      expect: 'fails',
    },
  ],
});
