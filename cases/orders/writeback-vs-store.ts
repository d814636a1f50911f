// SPDX-License-Identifier: GPL-2.0-only
// A page is written out, and its next writer waits for the end of that. What is written out is what it held when it was said to be under
// writeback. Nothing here needs the order of the flag: it is set under the page lock, and who waits for it to go writes behind that.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { end_page_writeback, set_page_writeback, wait_on_page_writeback } from 'faultline/linux/mm/page-writeback.ts';
import { copied } from './copied.ts';

export default scenario({
  title: 'a page is written out while somebody waits to write to it',
  thread: 'derived from the code: the flag is set, and cleared, by what returns its old value',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
    return { page0, seen: new copied() };
  },
  threads: {
    'CPU0 writeback'(w) {
      lock_page(w.page0);
      set_page_writeback(w.page0);
      unlock_page(w.page0);
      const value = w.page0.cells[0];
      w.seen.value = value;
      w.seen.mapped = true;
      end_page_writeback(w.page0);
    },
    'CPU1 write'(w) {
      lock_page(w.page0);
      wait_on_page_writeback(w.page0);
      w.page0.cells[0] = 1;
      w.page0.cells[0] = 2;
      unlock_page(w.page0);
    },
  },
  atEnd: {
    'STABLE-PAGES': (w) => w.seen.value !== 1,
  },
  sometimes: {
    'it is written before': (w) => w.seen.mapped && w.seen.value === 0,
    'it is written behind': (w) => w.seen.value === 2,
  },
  claims: [
    {
      id: 'orders/writeback-vs-store',
      by: 'Faultline',
      thread: 'derived',
      property: 'STABLE-PAGES',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: { 'v5.9': 'holds', '+set_writeback-relaxed': 'holds', '+end_writeback-relaxed': 'holds' },
        },
      ],
    },
  ],
});
