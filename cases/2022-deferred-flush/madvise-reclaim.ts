// SPDX-License-Identifier: GPL-2.0-only
// Reclaim clears the PTE and flushes later; MADV_DONTNEED finds it empty. Once it has returned, no TLB entry leads to the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { one_file } from './one-file.ts';
import { counts, outlives, tlb_not_freed } from './properties.ts';
import { cached, mapped_clean, perhaps_in_tlb } from './world.ts';

export default scenario({
  title: 'reclaim and MADV_DONTNEED of one page',
  thread: 'Nadav Amit, 2022-10-26',
  kernel: 'v6.0',
  world() {
    const one = one_file(true);
    const { m, mapping, vma } = one;
    m.mm.cpus[0] = null;
    m.mm.cpus[1] = null;
    m.mm.cpus[2] = m.cpu0;
    cached(mapping, m.page0);
    mapped_clean(vma, m.page0);
    perhaps_in_tlb(m.mm, m.cpu0);
    return { ...one, cpu2: m.cpu0 };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU1 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU2 TLB'(w) {
      fill_tlb(w.mm, 2, 0);
    },
  },
  always: {
    P6: (w) => tlb_not_freed(w.cpu2),
    P9: (w) => counts(w.page0),
    'NO-ENTRY': (w) => !w.program.dropped || w.cpu2.tlb[0].page !== w.page0,
  },
  sometimes: {
    'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu2),
    'it does while madvise() is at it': (w) => outlives(w.mm, w.cpu2) && w.mm.tlb_flush_pending > 0,
    'madvise() has returned': (w) => w.program.dropped,
  },
  claims: [
    {
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      rows: [
        { id: '2022/T-16', expect: { 'v6.0': 'holds', '+no-batched': 'fails' } },
        { id: '2022/T-18', variant: '+generations', expect: 'holds' },
      ],
    },
  ],
});
