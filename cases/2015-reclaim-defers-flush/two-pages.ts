// SPDX-License-Identifier: GPL-2.0-only
// As one-page.ts, with another dirty page in the list: the flush comes after that one, too.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { always_kept, kept_at_end, one_file, seen_on_the_way } from './one-file.ts';
import { reclaim } from './reclaimer.ts';
import { FIRST, SECOND } from './values.ts';
import { cached, store, sync_and_read } from './world.ts';

export default scenario({
  title: 'a program syncs what it stores while its page is reclaimed with another',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world() {
    const one = one_file(2);
    cached(one.vma, one.page1, 1, true);
    return { ...one };
  },
  threads: {
    'CPU0 program'(w) {
      store(w.vma, w.program, FIRST);
      sync_and_read(w.vma, w.program);
      store(w.vma, w.program, SECOND);
      sync_and_read(w.vma, w.program);
    },
    'CPU1 reclaim'(w) {
      reclaim(w.vma, w.page0);
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
    { id: '2015/R-2', by: 'derived', thread: 'derived', variant: 'v6.18', expect: { P2: 'fails', P1: 'fails' } },
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
