// SPDX-License-Identifier: GPL-2.0-only
// Migration to device memory takes the PTE and flushes, before v6.0 after the page-table lock; MADV_DONTNEED finds it empty.
// Once it has returned, no TLB entry leads to the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { migrate_vma_collect_pmd } from 'faultline/linux/mm/migrate_device.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { one_file } from './one-file.ts';
import { counts, outlives, tlb_not_freed } from './properties.ts';
import { cached, mapped_clean, perhaps_in_tlb } from './world.ts';

export default scenario({
  title: 'migration to device memory, and MADV_DONTNEED',
  thread: 'Nadav Amit, 2022-10-29, of migrate_vma_collect_pmd()',
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
    'CPU1 migrate'(w) {
      migrate_vma_collect_pmd(w.vma, 0);
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
    'both are at it': (w) => w.page0.locked && w.mm.tlb_flush_pending > 0,
    'madvise() has returned': (w) => w.program.dropped,
  },
  claims: [
    {
      id: '2022/T-50',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      expect: { 'v5.19': 'fails', 'v6.0': 'holds', 'v5.19+60bae7370896': 'holds' },
    },
  ],
});
