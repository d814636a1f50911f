// SPDX-License-Identifier: GPL-2.0-only
// What the barriers of PG_uptodate are for: who finds the flag set reads the page without its lock, and must find what was read into it
// from the disk.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { end_read, read_page, reader } from './uptodate-order.ts';

export default scenario({
  title: 'a page becomes uptodate, and is read without its lock',
  thread: 'derived from the thread: without the page lock, PG_uptodate is all that a copy looks at',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
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
      id: '2020/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      expect: { 'v5.9': 'holds', '+uptodate-no-wmb': 'holds', '+uptodate-no-rmb': 'holds' },
    },
    {
      id: '2020/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      memory: 'tso',
      expect: { 'v5.9': 'holds', '+uptodate-no-wmb': 'holds', '+uptodate-no-rmb': 'holds' },
    },
    {
      id: '2020/X10',
      by: 'brief',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      memory: 'weak',
      expect: { 'v5.9': 'holds', '+uptodate-no-wmb': 'fails', '+uptodate-no-rmb': 'fails' },
    },
  ],
});
