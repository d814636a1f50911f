// SPDX-License-Identifier: GPL-2.0-only
// Two lock one entry that does not exist yet. Between the look and the insertion the lock of the tree is dropped, for each empty
// slot.

import { scenario } from 'faultline';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { lock_and_unlock, owners } from './locker.ts';
import { accounted } from './properties.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'two lock one entry that does not exist yet',
  thread: 'Ross Zwisler, 2016-04-27: I think this is incorrect (about once per 64 new entries)',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 1);
    const mapping = new address_space(new inode(m.pmem, 1), m.memory, m.table, 1);
    return { m, mapping, wait: m.table.head, task0: m.task0, task1: m.task1, owners: new owners() };
  },
  threads: {
    CPU0: (w) => lock_and_unlock(w.mapping, 0, w.owners),
    CPU1: (w) => lock_and_unlock(w.mapping, 0, w.owners),
  },
  always: {
    'ONE-OWNER': (w) => !w.owners.two,
  },
  atEnd: {
    ACCOUNTED: (w) => accounted(w.mapping),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'both have had it': (w) => w.owners.second,
    'one waits': { variants: ['v4.7', 'v4.7+key-unset'], when: (w) => w.wait.nr === 1 },
  },
  claims: [
    {
      id: '2016/D-7',
      by: 'Ross Zwisler',
      thread: 'holds',
      variant: 'v4.7',
      expect: { 'ONE-OWNER': 'holds', ACCOUNTED: 'holds', 'EVERY-WAITER-IS-WOKEN': 'holds' },
    },
    {
      id: '2016/D-7',
      by: 'brief',
      thread: 'derived',
      variant: 'v4.7+no-restart',
      expect: { 'ONE-OWNER': 'fails', ACCOUNTED: 'fails' },
    },
    {
      id: '2016/D-7',
      by: 'brief',
      thread: 'derived',
      memory: 'weak',
      expect: {
        'v4.7': { 'ONE-OWNER': 'holds', ACCOUNTED: 'holds', 'NO-DEADLOCK': 'holds' },
        'v4.7+no-restart': { 'ONE-OWNER': 'fails' },
        'v4.7+tree_lock-once': { 'NO-DEADLOCK': 'fails' },
      },
    },
    {
      id: '2016/D-6',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7+key-unset',
      property: 'EVERY-WAITER-IS-WOKEN',
      expect: 'fails',
    },
  ],
});
