// SPDX-License-Identifier: GPL-2.0-only
// Who has written to a page marks it dirty, without its lock; writeback takes the mark away and then reads the page. What was written before
// the mark must be in what is written out, or be marked again.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { SetPageDirty, TestClearPageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { copied } from './copied.ts';

export default scenario({
  title: 'a page is written to, marked dirty, and written out',
  thread: 'derived from the code: the mark is made, and taken away, by what returns its old value',
  kernel: 'v5.9',
  world() {
    return { page0: new page(), seen: new copied() };
  },
  threads: {
    CPU0(w) {
      w.page0.cells[0] = 2;
      SetPageDirty(w.page0);
    },
    'CPU1 writeback'(w) {
      if (!TestClearPageDirty(w.page0)) return;
      w.seen.value = w.page0.cells[0];
      w.seen.mapped = true;
    },
  },
  atEnd: {
    'CLEAN-IS-WRITTEN': (w) => w.page0.dirty || w.seen.value === 2,
  },
  sometimes: {
    'it is written': (w) => w.seen.value === 2,
    'it is found clean': (w) => w.page0.dirty,
  },
  claims: [
    {
      id: 'orders/dirty-vs-writeback',
      by: 'Faultline',
      thread: 'derived',
      property: 'CLEAN-IS-WRITTEN',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+set_dirty-relaxed': 'fails', '+clear_dirty-relaxed': 'fails' } },
      ],
    },
  ],
});
