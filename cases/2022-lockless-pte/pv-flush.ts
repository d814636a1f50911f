// SPDX-License-Identifier: GPL-2.0-only
// A walk without a lock, and MADV_DONTNEED with a fault after it: does turning interrupts off hold up the flush, and does that keep the
// PTE what it is?

import { scenario } from 'faultline';
import { lockless_pages_from_mm } from 'faultline/linux/mm/gup.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { begin, end, watch } from './watch.ts';
import { mapped, private_file, touch } from './world.ts';

export default scenario({
  title: 'a lockless walk, MADV_DONTNEED, and a fault',
  thread: 'Peter Zijlstra, 2022-10-22, and John Hubbard, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const one = private_file();
    const { m, vma } = one;
    mapped(vma, m.a);
    return { ...one, a: m.a, b: m.b, watch: new watch() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_from_mm(w.mm, 0, w.walk);
    },
    'CPU1 madvise'(w) {
      begin(w.watch, w.cpu0);
      madvise_dontneed(w.vma);
      end(w.watch, w.cpu0);
    },
    'CPU2 fault'(w) {
      touch(w.vma);
    },
  },
  always: {
    'PTE-STABLE': (w) =>
      !w.cpu0.irqs_disabled || w.walk.found === null || w.mm.pte[0].page === null || w.mm.pte[0].page === w.walk.found,
    'FLUSH-WAITS': (w) => !w.watch.outrun,
  },
  sometimes: {
    'madvise() begins during the walk': (w) => w.watch.walking,
    'the walk returns the first page': (w) => w.walk.returned === w.a,
    'the walk returns the second page': (w) => w.walk.returned === w.b,
  },
  claims: [
    { id: '2022/T-1', by: 'Peter Zijlstra', thread: 'fails', variant: 'v6.0', property: 'PTE-STABLE', expect: 'fails' },
    {
      id: '2022/T-2',
      by: 'John Hubbard',
      property: 'FLUSH-WAITS',
      rows: [
        { thread: 'derived', variant: 'v6.0', expect: 'holds' },
        { thread: 'fails', variant: '+kvm', expect: 'fails' },
      ],
    },
    {
      id: '2022/T-3',
      by: 'Jann Horn',
      thread: 'fails',
      property: 'PTE-STABLE',
      expect: { 'v6.0': 'fails', '+kvm': 'fails' },
    },
  ],
});
