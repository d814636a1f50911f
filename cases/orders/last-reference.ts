// SPDX-License-Identifier: GPL-2.0-only
// Who drops the last reference to a page gives it back, and so comes behind all that others did to it while they held it.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';

export default scenario({
  title: 'two hold a page, write to it and let it go',
  thread: 'derived from the code: what returns a value is fully ordered, so that put_page() needs no barrier',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0.buddy = false;
    page0._refcount = 2;
    return { page0 };
  },
  threads: {
    CPU0(w) {
      w.page0.cells[0] = 2;
      put_page(w.page0);
    },
    CPU1(w) {
      w.page0.cells[1] = 3;
      put_page(w.page0);
    },
  },
  atEnd: {
    'FREE-IS-EMPTY': (w) => w.page0.buddy && w.page0.cells[0] === UNINIT && w.page0.cells[1] === UNINIT,
  },
  sometimes: {
    'one has let go': (w) => w.page0._refcount === 1,
  },
  claims: [
    {
      id: 'orders/last-reference',
      by: 'Faultline',
      thread: 'derived',
      property: 'FREE-IS-EMPTY',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+put_page-relaxed': 'fails' } },
      ],
    },
  ],
});
