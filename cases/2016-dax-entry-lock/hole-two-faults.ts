// SPDX-License-Identifier: GPL-2.0-only
// Two faults on a hole, one of which may have to wait for the other's entry. Who is told that a page has taken its place?

import { choose, scenario } from 'faultline';
import { one_file } from './one-file.ts';
import { access, load, touch } from './program.ts';

export default scenario({
  title: 'a load from a hole, and any other fault',
  thread: 'Ross Zwisler, 2016-04-27: who wakes up anyone waiting on the old lock entry',
  kernel: 'v4.7',
  world() {
    const one = one_file(2, true);
    return { ...one, other: new access(choose(2) === 1) };
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
