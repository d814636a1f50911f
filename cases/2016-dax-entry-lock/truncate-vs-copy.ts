// SPDX-License-Identifier: GPL-2.0-only
// A program stores to a private mapping, which gets a copy, while the file is truncated to nothing. The copy is mapped when the
// handler, and with it i_mmap_sem, is done with already.

import { choose, scenario } from 'faultline';
import { ext4_setattr } from 'faultline/linux/fs/ext4/inode.ts';
import { one_file } from './one-file.ts';
import { store } from './program.ts';
import { nothing_behind_eof } from './properties.ts';
import { cached_hole, entered_clean } from './world.ts';

export default scenario({
  title: 'truncate() and a store through a private mapping',
  thread: 'Jan Kara, 2016-04-18: dax: Remove i_mmap_lock protection',
  kernel: 'v4.7',
  world() {
    const one = one_file(3, false);
    // A hole, a hole page that somebody else has loaded from, or a block with an entry.
    const what = choose(3);
    if (what === 1) cached_hole(one.m, one.mapping);
    if (what === 2) entered_clean(one.m, one.mapping);
    return one;
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
