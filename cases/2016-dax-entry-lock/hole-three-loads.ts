// SPDX-License-Identifier: GPL-2.0-only
// Three loads from one hole. The first fault makes an entry and puts a page in its place; two may wait for the entry.

import { scenario } from 'faultline';
import { one_file } from './one-file.ts';
import { load } from './program.ts';

export default scenario({
  title: 'three loads from one hole',
  thread: 'Ross Zwisler, 2017-01: dax: fix deadlock with DAX 4k holes (965d004af540)',
  kernel: 'v4.7',
  world: () => one_file(3, true),
  threads: {
    'CPU0 load': (w) => load(w.vma, 0, w.seen),
    'CPU1 load': (w) => load(w.vma, 0, w.seen),
    'CPU2 load': (w) => load(w.vma, 0, w.seen),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'two wait for the entry': (w) => w.wait.nr === 2,
    'a hole page is in the tree': (w) => w.mapping.nrpages === 1,
  },
  claims: [
    {
      id: '2016/D-11',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7',
      expect: { 'EVERY-WAITER-IS-WOKEN': 'fails', 'NO-DEADLOCK': 'fails' },
    },
    {
      id: '2016/D-11',
      property: 'EVERY-WAITER-IS-WOKEN',
      rows: [
        { by: 'Ross Zwisler', thread: 'holds', variant: 'v4.10', expect: 'holds' },
        { by: 'brief', thread: 'derived', expect: { 'v4.7+wake-all': 'holds', 'v4.10+wake-one': 'fails' } },
      ],
    },
  ],
});
