// SPDX-License-Identifier: GPL-2.0-only
// A page of the file is punched out while a program uses it: a hole that is loaded from or stored to, or a block that is mapped
// read-only and stored to.

import { choose, scenario } from 'faultline';
import { ext4_punch_hole } from 'faultline/linux/fs/ext4/inode.ts';
import { one_file } from './one-file.ts';
import { access, touch } from './program.ts';
import { entered, mapped } from './properties.ts';
import { mapped_clean } from './world.ts';

export default scenario({
  title: 'fallocate(PUNCH_HOLE) and an access',
  thread: 'Ross Zwisler, 2016-04-27, and Jan Kara, 2016-04-29: dax: New fault locking',
  kernel: 'v4.7',
  world() {
    const one = one_file(2, true);
    const how = choose(3);
    const what = new access(how !== 0);
    if (how === 2) mapped_clean(one.m, one.mapping);
    return { ...one, what };
  },
  threads: {
    'CPU0 access': (w) => touch(w.vma, w.what, w.seen),
    'CPU1 punch'(w) {
      ext4_punch_hole(w.mapping, 0);
      w.seen.returned = true;
    },
  },
  always: {
    FREED: (w) => !w.seen.returned || mapped(w.vma),
  },
  atEnd: {
    ENTERED: (w) => entered(w.vma),
  },
  sometimes: {
    'the page is a hole, and mapped as one, afterwards': (w) => w.seen.returned && w.mm.pte[0].page !== null,
    'the block is stored to before it is freed': (w) => !w.seen.returned && w.block1.cache_dirty,
  },
  claims: [
    {
      id: '2016/D-8',
      by: 'Ross Zwisler',
      thread: 'open',
      variant: 'v4.7+no-i_mmap_sem',
      expect: { 'ASSERTS: WARN_ON in dax_delete_mapping_entry': 'fails', FREED: 'fails' },
    },
    {
      id: '2016/D-9',
      by: 'Jan Kara',
      thread: 'holds',
      variant: 'v4.7',
      expect: { ASSERTS: 'holds', ENTERED: 'holds', FREED: 'holds' },
    },
    {
      id: '2016/D-12',
      property: 'FREED',
      rows: [
        { by: 'Ross Zwisler', thread: 'holds', expect: { 'v4.5': 'holds', 'v4.10': 'holds' } },
        { by: 'brief', thread: 'derived', variant: 'v4.7+no-pte_same', expect: 'fails' },
      ],
    },
  ],
});
