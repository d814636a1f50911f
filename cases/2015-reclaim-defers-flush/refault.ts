// SPDX-License-Identifier: GPL-2.0-only
// Reclaim takes a clean page out of the cache before it flushes; another thread faults it in anew, from disk, and stores; a third,
// which may still have the old page in its TLB, is told, and loads. 2022/T-15, as 6.18 reclaims.

import { maybe, scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { counts, tlb_not_freed } from './properties.ts';
import { reclaim } from './reclaimer.ts';
import { OLD, SECOND } from './values.ts';
import { cached, load_when_told, machine, mapped_file, start, store_and_tell } from './world.ts';

export default scenario({
  title: 'a clean page is reclaimed and faulted in anew before the flush',
  thread: 'Jann Horn, 2022-10-26, of the batched flushes: unproblematic',
  kernel: 'v6.18',
  world() {
    const m = new machine();
    start(m);
    const vma = mapped_file(m, m.mm, 1);
    m.mm.cpus[1] = m.cpu1;
    cached(vma, m.page0, 0, false);
    if (maybe()) m.cpu0.tlb[0] = m.mm.pte[0];
    return {
      vma,
      mapping: vma.vm_file.f_mapping,
      mm: m.mm,
      cpu0: m.cpu0,
      cpu1: m.cpu1,
      page0: m.page0,
      page1: m.page1,
      disk: m.sb.s_bdev,
      program: m.program,
    };
  },
  threads: {
    'CPU0 load'(w) {
      load_when_told(w.vma, w.program);
    },
    'CPU1 store'(w) {
      store_and_tell(w.vma, w.program, SECOND);
    },
    'CPU2 reclaim'(w) {
      reclaim(w.vma, w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
    'CPU1 TLB'(w) {
      fill_tlb(w.mm, 1, 0);
    },
  },
  always: {
    P6: (w) => tlb_not_freed(w.cpu0) && tlb_not_freed(w.cpu1),
    P9: (w) => counts(w.page0) && counts(w.page1),
    P10: (w) => w.program.read !== OLD,
  },
  sometimes: {
    'another page takes its place': (w) => w.mapping.i_pages[0] === w.page1,
    'the reader reads what it was told of': (w) => w.program.read === SECOND,
  },
  claims: [
    {
      id: '2015/R-9',
      by: 'derived',
      thread: 'derived',
      expect: { 'v6.18': { P10: 'fails', P6: 'holds' }, '+direct': { P10: 'fails' } },
    },
    {
      by: 'derived',
      thread: 'derived',
      property: 'P10',
      expect: 'fails',
      rows: [
        { id: '2015/F-1', variant: '+flush-before-unlock' },
        { id: '2015/F-2', variant: '+dirty-stays-mapped' },
        { id: '2015/F-3', variant: '+mkclean-flushes' },
        { id: '2015/F-4', variant: '+dirty-not-deferred' },
      ],
    },
  ],
});
