// SPDX-License-Identifier: GPL-2.0-only
// What it costs: one list of n pages, of which k are dirty, is reclaimed, and then written back; nobody else does anything. Counted
// are the rounds of interrupts that flush TLBs. n is 1 to 4, in every order of clean and dirty pages; there are two processes with
// a file each, because an address space of the model has two pages.

import { choose, type ghost, type int, maybe, scenario } from 'faultline';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { folio_list, isolate, reclaim_pages } from 'faultline/linux/mm/vmscan.ts';
import { cached, machine, mapped_file } from './world.ts';

/** What there was to do, and how many rounds it took. */
class bill {
  pages: ghost<int<0, 4>> = 0;
  dirty: ghost<int<0, 4>> = 0;
  /** Clean pages after the last dirty one. */
  clean_after: ghost<int<0, 4>> = 0;
  /** Processes with a dirty page. */
  mms: ghost<int<0, 2>> = 0;
  reclaim: ghost<int<0, 14>> = 0;
  /** Of reclaim and writeback. */
  both: ghost<int<0, 14>> = 0;
}

export default scenario({
  title: 'rounds of interrupts for a list of one to four pages, and for writing them back',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world() {
    const m = new machine();
    const page3 = new page();
    const other = new mm_struct();
    const bill_ = new bill();
    m.mm.cpus[1] = m.cpu0;
    other.cpus[2] = m.cpu1;
    const vma = mapped_file(m, m.mm, 2);
    const other_vma = mapped_file(m, other, 2);
    const n = 1 + choose(4);
    for (let i = 0; i < n; i++) {
      const dirty = maybe();
      if (i === 0) cached(vma, m.page0, 0, dirty);
      if (i === 1) cached(vma, m.page1, 1, dirty);
      if (i === 2) cached(other_vma, m.page2, 0, dirty);
      if (i === 3) cached(other_vma, page3, 1, dirty);
      bill_.pages++;
      bill_.clean_after++;
      if (dirty) {
        bill_.dirty++;
        bill_.clean_after = 0;
      }
    }
    if (m.mm.pte[0].dirty || m.mm.pte[1].dirty) bill_.mms++;
    if (other.pte[0].dirty || other.pte[1].dirty) bill_.mms++;
    return {
      mapping: vma.vm_file.f_mapping,
      other_mapping: other_vma.vm_file.f_mapping,
      mm: m.mm,
      other,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      page3,
      bill: bill_,
    };
  },
  threads: {
    'CPU0 reclaim'(w) {
      const list = new folio_list();
      isolate(list, w.page0);
      isolate(list, w.page1);
      isolate(list, w.page2);
      isolate(list, w.page3);
      reclaim_pages(list);
      w.bill.reclaim = w.mm.tlb_remote_flush + w.other.tlb_remote_flush;
      filemap_write_and_wait(w.mapping);
      filemap_write_and_wait(w.other_mapping);
      w.bill.both = w.mm.tlb_remote_flush + w.other.tlb_remote_flush;
    },
  },
  atEnd: {
    '1': (w) => w.bill.reclaim === 1,
    'k, and 1 if a clean page follows the last dirty one': (w) =>
      w.bill.reclaim === w.bill.dirty + (w.bill.clean_after > 0 ? 1 : 0),
    '1 if a page is clean': (w) => w.bill.reclaim === (w.bill.pages > w.bill.dirty ? 1 : 0),
    'k, and 1 if a page is clean': (w) => w.bill.reclaim === w.bill.dirty + (w.bill.pages > w.bill.dirty ? 1 : 0),
    'writeback: 0': (w) => w.bill.both === w.bill.reclaim,
    'writeback: k': (w) => w.bill.both === w.bill.reclaim + w.bill.dirty,
    'writeback: 1 for each mm with a dirty page': (w) => w.bill.both === w.bill.reclaim + w.bill.mms,
  },
  sometimes: {
    'four pages, two of them dirty': (w) => w.bill.pages === 4 && w.bill.dirty === 2,
    'all clean': (w) => w.bill.dirty === 0,
    'all dirty': (w) => w.bill.pages === w.bill.dirty,
  },
  claims: [
    {
      id: '2015/C-1',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+counted': { '1': 'holds', 'writeback: 0': 'holds' },
        '+counted+flush-before-unlock': {
          'k, and 1 if a clean page follows the last dirty one': 'holds',
          'writeback: 0': 'holds',
          '1': 'fails',
        },
        '+counted+dirty-stays-mapped': {
          '1 if a page is clean': 'holds',
          'writeback: k': 'holds',
          'writeback: 0': 'fails',
        },
        '+counted+mkclean-flushes': { '1': 'holds', 'writeback: 1 for each mm with a dirty page': 'holds' },
        '+counted+dirty-not-deferred': { 'k, and 1 if a page is clean': 'holds', 'writeback: 0': 'holds' },
      },
    },
  ],
});
