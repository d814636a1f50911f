// SPDX-License-Identifier: GPL-2.0-only
// s390: one CPU runs the process, and unmaps a page of a file; its TLB entries stay. Another CPU, which ran the process before
// and has an entry from then, begins to run it again, and stores to the page.

import { type bool, scenario, waitUntil } from 'faultline';
import { fill_tlb, switch_mm } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { fsync, store } from './world.ts';

/** Whether the program runs on CPU0. */
class task {
  running: bool = false;
}

export default scenario({
  title: 'munmap() while another CPU attaches',
  thread: 'Gerald Schaefer, 2022-11-02: lazy flushing when only one active thread is attached',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    const { m } = one;
    m.mm.cpus[1] = m.cpu1;
    m.mm.context.cpu_attach_mask[1] = true;
    m.cpu0.tlb[0] = m.mm.pte[0];
    return { ...one, cpu1: m.cpu1, task: new task() };
  },
  threads: {
    'CPU0 store'(w) {
      switch_mm(w.mm);
      w.task.running = true;
      if (!store(w.vma, w.seen, FIRST)) return;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 fsync'(w) {
      fsync(w.mapping, w.seen);
      fsync(w.mapping, w.seen);
      invalidate_mapping_pages(w.mapping);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      waitUntil(() => w.task.running);
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P2: (w) => fsync_keeps(w.mapping, w.seen),
    P3: (w) => fs_contract(w.page0),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'it does so when the page is no longer counted': (w) =>
      w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null && w.page0._mapcount === 0,
    'the program runs before the unmap begins': (w) => w.task.running && w.mm.mapped && w.mm.pte[0].page !== null,
    'the program runs when the PTE is gone and the unmap is not done': (w) =>
      w.task.running && w.mm.pte[0].page === null && !w.seen.unmapped,
    'the page is written': (w) => w.page0.writeback,
  },
  claims: [
    {
      id: '2022/T-38',
      by: 'Gerald Schaefer',
      rows: [
        { thread: 'holds', property: 'P1', expect: { '+s390': 'holds', '+V8+s390+s390-V8': 'holds' } },
        {
          thread: 'derived',
          expect: {
            '+s390': { P2: 'holds', P3: 'holds', 'NO-DEADLOCK': 'holds' },
            '+s390+s390-no-wait': { P1: 'fails' },
            '+s390+s390-no-flush': { P1: 'fails' },
            '+V8+s390+s390-V8': { P2: 'holds' },
            '+V8+s390+s390-V8+s390-no-wait': { P1: 'fails' },
            '+V8+s390+s390-V8+s390-no-flush': { P1: 'fails' },
          },
        },
      ],
    },
  ],
});
