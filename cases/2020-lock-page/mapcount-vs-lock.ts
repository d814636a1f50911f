// SPDX-License-Identifier: GPL-2.0-only
// T12's other half, about memory alone: a fault counts the page as mapped and then looks at its lock; a remover takes the lock and then
// looks whether the page is mapped. One of them has to see the other.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { both, map_one_page, remove_page } from './mapcount-order.ts';

export default scenario({
  title: 'the count and the lock of a page, each looked at by the other one',
  thread: 'Linus Torvalds, 2020-10-13: only the ordering has to be right',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
    return { page0, seen: new both() };
  },
  threads: {
    'CPU0 fault'(w) {
      map_one_page(w.page0, w.seen);
    },
    'CPU1 remove'(w) {
      remove_page(w.page0, w.seen);
    },
  },
  atEnd: {
    'ONE-SEES-THE-OTHER': (w) => !(w.seen.mapped && w.seen.removed),
  },
  sometimes: {
    'the fault sees the lock': (w) => w.seen.gave_up,
    'the remover sees the count': (w) => w.seen.unmapped_first && w.seen.mapped,
  },
  claims: [
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      thread: 'holds',
      property: 'ONE-SEES-THE-OTHER',
      expect: { 'v5.9': 'holds' },
      rows: [{}, { memory: 'tso' }],
    },
    {
      id: '2020/X6',
      by: 'brief',
      thread: 'derived',
      memory: 'weak',
      property: 'ONE-SEES-THE-OTHER',
      expect: { 'v5.9': 'fails', '+barrier-after-lock': 'holds', '+barrier-after-lock+count-unordered': 'fails' },
    },
  ],
});
