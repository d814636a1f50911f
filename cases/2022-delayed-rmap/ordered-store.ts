// SPDX-License-Identifier: GPL-2.0-only
// One store before the unmap begins, and one that races with it. Whoever gives up the second may still ask for the first.

import { type bool, scenario, waitUntil } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import {
  counts,
  fs_contract,
  no_lost_store,
  removed_unmapped,
  stored_before_kept,
  tlb_not_freed,
} from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { store } from './world.ts';

/** What one thread of the program tells the other. */
class told {
  first: bool = false;
}

export default scenario({
  title: 'munmap() after one store and during another',
  thread: 'Linus Torvalds, 2022-10-30: who stores while unmapping may lose it',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    const { m } = one;
    return { ...one, page1: m.page1, told: new told() };
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
      w.told.first = true;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 munmap'(w) {
      waitUntil(() => w.told.first);
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 writeback'(w) {
      filemap_write_and_wait(w.mapping);
      invalidate_mapping_pages(w.mapping);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P3: (w) => fs_contract(w.page0),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
    'P1-ORDERED': (w) => stored_before_kept(w.mapping, w.mm, FIRST),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-32',
      rows: [
        { by: 'Linus Torvalds', thread: 'derived', variant: 'v6.0', expect: { 'P1-ORDERED': 'holds', P1: 'fails' } },
        {
          by: 'brief',
          thread: 'derived',
          property: 'P1-ORDERED',
          expect: {
            '+mkclean-unflushed': 'fails',
            // A page becomes dirty when it is mapped writable, so nothing is lost with this ingredient.
            '+dirty-dropped': 'holds',
          },
        },
      ],
    },
  ],
});
