// SPDX-License-Identifier: GPL-2.0-only
// Two entries whose waiters sleep in one queue: of two files, at one index. A wake-up has to find the right one.

import { scenario } from 'faultline';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { lock_and_unlock, owners } from './locker.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'two entries, one queue',
  thread: 'Ross Zwisler, 2016-04-27: struct exceptional_entry_key',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 1);
    const mapping = new address_space(new inode(m.pmem, 1), m.memory, m.table, 1);
    const other = new address_space(new inode(m.pmem, 1), m.memory, m.table, 1);
    return {
      m,
      mapping,
      other,
      wait: m.table.head,
      task0: m.task0,
      task1: m.task1,
      task2: m.task2,
      task3: m.task3,
      owners: new owners(),
      owners2: new owners(),
    };
  },
  threads: {
    CPU0: (w) => lock_and_unlock(w.mapping, 0, w.owners),
    CPU1: (w) => lock_and_unlock(w.mapping, 0, w.owners),
    CPU2: (w) => lock_and_unlock(w.other, 0, w.owners2),
    CPU3: (w) => lock_and_unlock(w.other, 0, w.owners2),
  },
  always: {
    'ONE-OWNER': (w) => !w.owners.two && !w.owners2.two,
  },
  outcomes: {
    'the first entry was locked twice': (w) => w.owners.second,
    'the second entry was locked twice': (w) => w.owners2.second,
  },
  sometimes: {
    'one waits for each': (w) => w.wait.nr === 2,
  },
  claims: [
    {
      id: '2016/D-5',
      expect: 'holds',
      rows: [
        { by: 'Ross Zwisler', thread: 'holds', variant: 'v4.7+root-key', as: 'v4.7', property: 'SAME-OUTCOMES' },
        { by: 'we', thread: 'derived', variant: 'v4.7+key-index', property: 'NO-DEADLOCK' },
      ],
    },
  ],
});
