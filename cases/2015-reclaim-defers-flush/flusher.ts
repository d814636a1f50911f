// SPDX-License-Identifier: GPL-2.0-only
// The program of the recipe calls msync() once, at the end. What cleans the page before is the kernel's flusher, which nobody asked.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { write_cache_pages } from 'faultline/linux/mm/page-writeback.ts';
import { always_kept, kept_at_end, one_file, seen_on_the_way } from './one-file.ts';
import { reclaim } from './reclaimer.ts';
import { FIRST, SECOND } from './values.ts';
import { store, sync_and_read } from './world.ts';

export default scenario({
  title: 'the flusher cleans a page while it is reclaimed',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world: () => one_file(1),
  threads: {
    'CPU0 program'(w) {
      store(w.vma, w.program, FIRST);
      store(w.vma, w.program, SECOND);
      sync_and_read(w.vma, w.program);
    },
    'CPU1 reclaim'(w) {
      reclaim(w.vma, w.page0);
    },
    'CPU2 flusher'(w) {
      write_cache_pages(w.mapping);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: always_kept,
  atEnd: kept_at_end,
  sometimes: seen_on_the_way,
  claims: [
    {
      id: '2015/R-8',
      by: 'derived',
      thread: 'derived',
      property: 'P2',
      expect: { 'v6.18': 'fails', '+direct': 'fails' },
    },
    {
      id: '2015/R-10',
      by: 'derived',
      thread: 'derived',
      property: 'P2',
      expect: { '+direct+lru-gen': 'fails' },
    },
    {
      by: 'derived',
      thread: 'derived',
      expect: { P2: 'holds', P1: 'holds' },
      rows: [
        { id: '2015/F-1', variant: '+flush-before-unlock' },
        { id: '2015/F-2', variant: '+dirty-stays-mapped' },
        { id: '2015/F-3', variant: '+mkclean-flushes' },
        { id: '2015/F-4', variant: '+dirty-not-deferred' },
      ],
    },
  ],
});
