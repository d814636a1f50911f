// SPDX-License-Identifier: GPL-2.0-only
// write() to a hole, which gets a block, while another program loads from it. What does the program see from then on?

import { choose, scenario } from 'faultline';
import { ext4_file_write_iter } from 'faultline/linux/fs/ext4/file.ts';
import { one_file } from './one-file.ts';
import { load } from './program.ts';
import { mapped } from './properties.ts';
import { cached_hole } from './world.ts';

export default scenario({
  title: 'write() to a hole, and a load from it',
  thread: 'a comment in iomap_dax_rw() of 4.8: this is racy against mmap; Jan Kara, 2016-11-24',
  kernel: 'v4.7',
  world() {
    const one = one_file(3, true);
    // Nothing, or the page of an earlier load.
    if (choose(2) === 1) cached_hole(one.m, one.mapping);
    return one;
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
