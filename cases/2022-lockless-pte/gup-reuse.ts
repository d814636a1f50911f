// SPDX-License-Identifier: GPL-2.0-only
// A walk without a lock, while the page it has found is given up, freed, and somebody else's.

import { type bool, type ghost, scenario, waitUntil } from 'faultline';
import { lockless_pages_from_mm } from 'faultline/linux/mm/gup.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { alloc_page_vma } from 'faultline/linux/mm/page_alloc.ts';
import { mapped, private_file } from './world.ts';

/** Somebody else, who has nothing to do with the process. */
class somebody {
  /** The page is theirs. */
  has: ghost<bool> = false;
}

export default scenario({
  title: 'a lockless walk and a page that is freed and used again',
  thread: 'Linus Torvalds and Jann Horn, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const one = private_file();
    const { m, vma } = one;
    mapped(vma, m.a);
    return { ...one, a: m.a, somebody: new somebody() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_from_mm(w.mm, 0, w.walk);
    },
    'CPU1 madvise'(w) {
      madvise_dontneed(w.vma);
    },
    'CPU2 somebody else'(w) {
      waitUntil(() => w.a.buddy);
      alloc_page_vma(w.m.memory);
      w.somebody.has = true;
    },
  },
  always: {
    P7: (w) => w.walk.returned === null || !w.somebody.has,
    P7w: (w) => w.walk.grabbed === null || !w.somebody.has,
    P9: (w) => w.a._refcount >= w.a._mapcount && (!w.a.buddy || w.a._mapcount === 0),
  },
  atEnd: {
    COUNTS: (w) => w.a._refcount === 1,
  },
  sometimes: {
    'the page is used again': (w) => w.somebody.has,
    'the walk returns the page': (w) => w.walk.returned === w.a,
  },
  claims: [
    {
      id: '2022/T-6',
      property: 'P7',
      rows: [
        { by: 'Jann Horn', thread: 'holds', expect: { 'v6.0': 'holds', '+kvm': 'holds' } },
        { by: 'Linus Torvalds', thread: 'fails', variant: '+kvm+no-recheck', expect: 'fails' },
        { by: 'brief', thread: 'derived', variant: '+no-recheck', expect: 'holds' },
        {
          by: 'brief',
          thread: 'derived',
          memory: 'weak',
          expect: { 'v6.0': 'holds', '+no-recheck': 'holds', '+kvm': 'holds', '+kvm+no-recheck': 'fails' },
        },
      ],
    },
    {
      id: '2022/T-7',
      rows: [
        { by: 'Jann Horn', thread: 'fails', variant: '+kvm', property: 'P7w', expect: 'fails' },
        { by: 'brief', thread: 'derived', expect: { 'v6.0': { P7w: 'holds' }, '+kvm+no-put': { COUNTS: 'fails' } } },
        { by: 'Jann Horn', thread: 'holds', variant: '+kvm', expect: { P9: 'holds', COUNTS: 'holds' } },
        {
          by: 'brief',
          thread: 'derived',
          memory: 'weak',
          property: 'P7w',
          expect: { 'v6.0': 'holds', '+kvm': 'fails' },
        },
      ],
    },
  ],
});
