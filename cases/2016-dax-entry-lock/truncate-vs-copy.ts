// SPDX-License-Identifier: GPL-2.0-only
// A program stores to a private mapping, which gets a copy, while the file is truncated to nothing. The copy is mapped when the
// handler, and with it i_mmap_sem, is done with already.

import { choose, scenario } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { ext4_setattr } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { store } from './program.ts';
import { nothing_behind_eof } from './properties.ts';
import { cached_hole, entered_clean, machine, start } from './world.ts';

export default scenario({
  title: 'truncate() and a store through a private mapping',
  thread: 'Jan Kara, 2016-04-18: dax: Remove i_mmap_lock protection',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 3);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops, false);
    mapping.i_mmap[0] = vma;
    // A hole, a hole page that somebody else has loaded from, or a block with an entry.
    const what = choose(3);
    if (what === 1) cached_hole(m, mapping);
    if (what === 2) entered_clean(m, mapping);
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
    'CPU0 store': (w) => store(w.vma, 0, 3, w.seen),
    'CPU1 truncate'(w) {
      ext4_setattr(w.mapping, 0);
      w.seen.returned = true;
    },
  },
  always: {
    EOF: (w) => !w.seen.returned || nothing_behind_eof(w.vma),
  },
  sometimes: {
    'the copy is stored to': (w) => w.page0.cell === 3,
    'the copy is mapped behind the end, for a while': (w) => w.inode.i_size === 0 && w.mm.pte[0].page !== null,
  },
  claims: [
    {
      id: '2016/D-17',
      property: 'EOF',
      rows: [
        { by: 'Jan Kara', thread: 'holds', expect: { 'v4.5': 'holds', 'v4.7': 'holds', 'v4.10': 'holds' } },
        {
          by: 'brief',
          thread: 'derived',
          expect: {
            'v4.5+no-second-unmap': 'fails',
            'v4.7+no-second-unmap': 'fails',
            'v4.7+copy-unlocked': 'fails',
            'v4.10+no-second-unmap': 'holds',
          },
        },
      ],
    },
  ],
});
