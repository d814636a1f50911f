// SPDX-License-Identifier: GPL-2.0-only
// A private copy is filled and then mapped. Another thread of the process goes through the new PTE and must find the copy filled: the write barrier
// in __SetPageUptodate() stands between.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { copy_user_highpage } from 'faultline/linux/mm/memory.ts';
import { copied } from './copied.ts';

export default scenario({
  title: 'a private copy is mapped, and read by another thread of the process',
  thread: 'derived from the comment in do_anonymous_page(): what is in the page is visible before its PTE',
  kernel: 'v5.9',
  world() {
    const file_page = new page();
    const copy = new page(true);
    file_page.cells[0] = 2;
    file_page.cells[1] = 2;
    return { file_page, copy, mm: new mm_struct(), seen: new copied() };
  },
  threads: {
    'CPU0 fault'(w) {
      copy_user_highpage(w.copy, w.file_page);
      // What finish_fault() does of it: under the page-table lock, which orders nothing for who takes none.
      spin_lock(w.mm.page_table_lock);
      w.mm.pte[0] = { page: w.copy, write: true, dirty: true };
      spin_unlock(w.mm.page_table_lock);
    },
    'CPU1 load'(w) {
      const page = w.mm.pte[0].page;
      if (page === null) return;
      w.seen.value = page.cells[1];
      w.seen.mapped = true;
    },
  },
  always: {
    'MAPPED-IS-FILLED': (w) => !w.seen.mapped || w.seen.value !== UNINIT,
  },
  sometimes: {
    'the copy is read': (w) => w.seen.value === 2,
  },
  claims: [
    {
      id: 'orders/new-pte',
      by: 'Faultline',
      thread: 'derived',
      property: 'MAPPED-IS-FILLED',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+copy-no-wmb': 'fails' } },
      ],
    },
  ],
});
