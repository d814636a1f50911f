// SPDX-License-Identifier: GPL-2.0-only
// The program of the recipe: it stores, calls msync(), which returns 0, and reads the block from the device. Somebody reclaims the
// page meanwhile. Nobody else has anything to do with the file.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { always_kept, kept_at_end, one_file, seen_on_the_way } from './one-file.ts';
import { reclaim } from './reclaimer.ts';
import { FIRST, SECOND } from './values.ts';
import { store, sync_and_read } from './world.ts';

export default scenario({
  title: 'a program syncs what it stores while its page is reclaimed',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world: () => one_file(1),
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
    { id: '2015/R-1', by: 'Mel Gorman', thread: 'fails', variant: 'v6.18', expect: { P2: 'fails', P1: 'fails' } },
    { id: '2015/R-3', by: 'derived', thread: 'derived', variant: '+direct', property: 'P2', expect: 'fails' },
    { id: '2015/R-4', by: 'derived', thread: 'derived', variant: '+group', property: 'P2', expect: 'fails' },
    { id: '2015/R-5', by: 'derived', thread: 'derived', variant: '+kswapd', property: 'P2', expect: 'fails' },
    {
      id: '2015/R-6',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+kswapd-again': { P2: 'holds', P1: 'holds' },
        '+kswapd-again+reclaim-clean': { P2: 'fails' },
        '+kswapd-again+no-writepage': { P2: 'fails' },
        '+kswapd-again+no-fs': { P2: 'fails' },
        '+kswapd-again+pinned': { P2: 'fails' },
      },
    },
    {
      id: '2015/R-10',
      by: 'derived',
      thread: 'derived',
      property: 'P2',
      expect: { '+direct+lru-gen': 'fails', '+group+lru-gen': 'fails', '+kswapd+lru-gen': 'fails' },
    },
    {
      id: '2015/F-1',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+flush-before-unlock': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+flush-before-unlock': { P2: 'holds' },
        '+kswapd+flush-before-unlock': { P2: 'holds' },
        '+flush-after-unlock': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-2',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+dirty-stays-mapped': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+dirty-stays-mapped': { P2: 'holds' },
        '+kswapd+dirty-stays-mapped': { P2: 'holds' },
        '+tested-unlocked': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-3',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+mkclean-flushes': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+mkclean-flushes': { P2: 'holds' },
        '+kswapd+mkclean-flushes': { P2: 'holds' },
        '+mkclean-flushes+mkclean-mapped': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-4',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+dirty-not-deferred': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+dirty-not-deferred': { P2: 'holds' },
        '+kswapd+dirty-not-deferred': { P2: 'holds' },
        '+dirty-not-deferred+flushed-first': { P2: 'fails' },
      },
    },
  ],
});
