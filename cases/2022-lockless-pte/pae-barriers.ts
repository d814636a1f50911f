// SPDX-License-Identifier: GPL-2.0-only
// What the barriers of an entry of two words are for: who walks without a lock never sees one word of one entry and one of another,
// as long as no entry comes back. (That they do come back is T-5.)

import { type ghost, scenario } from 'faultline';
import {
  memmap_init,
  native_set_pte,
  ptep_get_and_clear,
  ptep_get_lockless,
} from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

export class walked {
  found: ghost<page | null> = null;
}

export default scenario({
  title: 'an entry of two words is replaced under a walk without a lock',
  thread: 'derived from the mail of Jann Horn, 2022-10-24',
  kernel: 'v6.0-pae',
  world() {
    const mm = new mm_struct();
    const a = new page(true);
    const b = new page(true);
    const unrelated = new page(true);
    // Frame numbers are two words of an entry: 2 * high + low. Both words of the two entries differ; every other pair is torn.
    for (let pfn = 0; pfn < 8; pfn++) memmap_init(mm, pfn, unrelated);
    memmap_init(mm, 2, a);
    memmap_init(mm, 5, b);
    native_set_pte(mm, 0, { page: a, write: true, dirty: true });
    return { mm, a, b, unrelated, walk: new walked() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      const pte = ptep_get_lockless(w.mm, 0);
      w.walk.found = pte.page;
    },
    'CPU1 replace'(w) {
      ptep_get_and_clear(w.mm, 0);
      native_set_pte(w.mm, 0, { page: w.b, write: true, dirty: true });
    },
  },
  always: {
    'NOT-TORN': (w) => w.walk.found !== w.unrelated,
  },
  sometimes: {
    'the walk finds the first page': (w) => w.walk.found === w.a,
    'the walk finds the second page': (w) => w.walk.found === w.b,
  },
  claims: [
    {
      id: '2022/T-9',
      by: 'brief',
      thread: 'derived',
      property: 'NOT-TORN',
      expect: {
        'v6.0-pae': 'holds',
        '+no-rmb-before-high': 'holds',
        '+no-rmb-before-low': 'holds',
        '+no-wmb': 'holds',
      },
      rows: [{}, { memory: 'tso' }],
    },
    {
      id: '2022/T-9',
      by: 'brief',
      thread: 'derived',
      memory: 'weak',
      property: 'NOT-TORN',
      expect: {
        'v6.0-pae': 'holds',
        '+no-rmb-before-high': 'fails',
        '+no-rmb-before-low': 'fails',
        '+no-wmb': 'fails',
      },
    },
  ],
});
