// SPDX-License-Identifier: GPL-2.0-only
// PC4's readers, which look at PG_uptodate without the page lock, where stores become visible out of order: 2.6.18 has no barrier on either side.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm.ts';
import { UNINIT } from '../../linux/v5.9/arch/x86/include/asm/page_types.ts';
import { end_read, read_page, reader } from './filled-page.ts';

export default scenario({
  title: 'a page becomes uptodate, and is read without its lock',
  thread: 'derived from PC4: Nick Piggin, 2006-10-13, on who reads uptodate pages without their lock',
  kernel: 'v2.6.18',
  world() {
    const page0 = new page();
    page0._count = 1;
    return { page0, seen: new reader() };
  },
  threads: {
    'CPU0 read from the disk'(w) {
      end_read(w.page0);
    },
    'CPU1 copy'(w) {
      read_page(w.page0, w.seen);
    },
  },
  always: {
    'UPTODATE-IS-FILLED': (w) => w.seen.copied !== UNINIT,
  },
  sometimes: {
    'the page is found uptodate': (w) => w.seen.copied === 2,
  },
  claims: [
    {
      id: '2006/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      expect: { 'v2.6.18': 'holds' },
    },
    {
      id: '2006/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      memory: 'tso',
      expect: { 'v2.6.18': 'holds' },
    },
    {
      id: '2006/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      memory: 'weak',
      expect: {
        'v2.6.18': 'fails',
        '+uptodate-wmb': 'fails',
        '+uptodate-rmb': 'fails',
        '+uptodate-wmb+uptodate-rmb': 'holds',
      },
    },
  ],
});
