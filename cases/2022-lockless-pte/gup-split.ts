// SPDX-License-Identifier: GPL-2.0-only
// A lockless walk, and a huge page that is split under it. The PTE is gone for a moment, and then it is what it was.

import { scenario } from 'faultline';
import { lockless_pages_from_mm, page_folio } from 'faultline/linux/mm/gup.ts';
import { split_huge_page } from 'faultline/linux/mm/huge_memory.ts';
import { mapped, private_file } from './world.ts';

export default scenario({
  title: 'a lockless walk and a huge page that is split',
  thread: 'Jann Horn and Matthew Wilcox, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const one = private_file();
    const { m, vma } = one;
    // The second page of a huge page of two: whoever holds it holds the first.
    mapped(vma, m.b);
    m.b.compound_head = m.a;
    m.b._refcount = 0;
    m.a.buddy = false;
    m.a._refcount = 2;
    return { ...one, head: m.a, tail: m.b };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_from_mm(w.mm, 0, w.walk);
    },
    'CPU1 split'(w) {
      split_huge_page(w.vma, 0, w.tail);
    },
  },
  always: {
    FOLIO: (w) => w.walk.returned === null || w.walk.held === page_folio(w.walk.returned),
  },
  atEnd: {
    COUNTS: (w) =>
      w.head._refcount + w.tail._refcount === (w.walk.returned === null ? 2 : 3) &&
      (w.tail.compound_head === null || w.tail._refcount === 0),
  },
  sometimes: {
    'the walk holds the first page': (w) => w.walk.returned !== null && w.walk.held === w.head,
    'the walk holds the second page': (w) => w.walk.returned !== null && w.walk.held === w.tail,
    'the walk held the wrong one for a moment': (w) => w.walk.grabbed === w.head && w.tail.compound_head === null,
  },
  claims: [
    {
      id: '2022/T-8',
      by: 'Jann Horn',
      rows: [
        { thread: 'holds', variant: 'v6.0', property: 'FOLIO', expect: 'holds' },
        { thread: 'derived', variant: 'v6.0', property: 'COUNTS', expect: 'holds' },
        { thread: 'fails', variant: '+no-folio-check', property: 'FOLIO', expect: 'fails' },
        {
          thread: 'derived',
          memory: 'weak',
          property: 'FOLIO',
          expect: { 'v6.0': 'fails', '+head-release': 'holds', '+head-release+no-folio-check': 'fails' },
        },
        { thread: 'derived', memory: 'weak', variant: 'v6.0', property: 'COUNTS', expect: 'holds' },
      ],
    },
  ],
});
