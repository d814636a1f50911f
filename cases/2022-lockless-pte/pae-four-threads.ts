// SPDX-License-Identifier: GPL-2.0-only
// Horn's story: while one CPU reads the two words of an entry, it is cleared, filled, cleared and filled again, by three others, and
// nobody waits for anybody's flush.

import { scenario } from 'faultline';
import { memmap_init } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { lockless_pages_from_mm } from 'faultline/linux/mm/gup.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { mapped, private_file, touch } from './world.ts';

export default scenario({
  title: 'a torn read of a PTE of two words, with three threads that replace it',
  thread: 'Jann Horn, 2022-10-24: linked mail',
  kernel: 'v6.0-pae',
  world() {
    const one = private_file();
    const { m, vma } = one;
    // Frame numbers are two words of an entry: 2 * high + low.
    memmap_init(m.mm, 0, m.a);
    memmap_init(m.mm, 3, m.b);
    memmap_init(m.mm, 4, m.c);
    memmap_init(m.mm, 2, m.unrelated);
    mapped(vma, m.a);
    return { ...one, a: m.a, b: m.b, c: m.c, unrelated: m.unrelated };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_from_mm(w.mm, 0, w.walk);
    },
    'CPU1 madvise'(w) {
      madvise_dontneed(w.vma);
    },
    'CPU2 fault, madvise'(w) {
      touch(w.vma);
      madvise_dontneed(w.vma);
    },
    'CPU3 fault'(w) {
      touch(w.vma);
    },
  },
  always: {
    'NOT-TORN': (w) => w.walk.found !== w.unrelated,
    P7w: (w) => w.walk.grabbed !== w.unrelated,
    P7: (w) => w.walk.returned !== w.unrelated,
    P9: (w) => w.unrelated._refcount >= 1,
  },
  sometimes: {
    'the walk returns the first page': (w) => w.walk.returned === w.a,
    'the walk returns the last page': (w) => w.walk.returned === w.c,
  },
  claims: [
    {
      id: '2022/T-5',
      by: 'Jann Horn',
      thread: 'fails',
      variant: 'v6.0-pae',
      expect: { 'NOT-TORN': 'fails', P7w: 'fails' },
    },
    {
      id: '2022/T-11',
      by: 'Peter Zijlstra',
      thread: 'fails',
      variant: 'v6.0-pae',
      property: 'NOT-TORN',
      expect: 'fails',
    },
    {
      id: '2022/T-13',
      by: 'Jann Horn',
      thread: 'holds',
      variant: '+cmpxchg8b',
      expect: { 'NOT-TORN': 'holds', P7w: 'holds' },
    },
    {
      id: '2022/T-9',
      by: 'brief',
      thread: 'derived',
      property: 'P7',
      expect: { 'v6.0-pae': 'holds', '+high-first': 'holds' },
    },
  ],
});
