// SPDX-License-Identifier: GPL-2.0-only
// A write from a mapping of the very page it goes to, and reclaim as it is: it locks the page if nobody has it, unmaps
// it, and frees it if nobody else holds it. One pass can do all of that.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { find_get_page } from 'faultline/linux/mm/filemap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { own_page } from './own-page.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() from a mapping of the same page, under reclaim',
  thread: 'Nick Piggin, 2006-10-11: or is this deadlock less theoretical than it sounds?',
  kernel: 'v2.6.18',
  world: own_page,
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  environment: {
    reclaim: {
      steps: 1,
      run(w) {
        const page = find_get_page(w.mapping, 0);
        if (page !== null) shrink_page_list(page);
      },
    },
  },
  atEnd: {
    'VALID-BUFFER': (w) => w.seen.wrote === 1,
  },
  sometimes: {
    'reclaim unmaps the page and cannot free it': (w) =>
      !w.page0.locked && w.page0.mapping !== null && w.page0._mapcount === 0 && w.page0._count === 3,
  },
  claims: [
    {
      id: '2006/P13',
      by: 'Nick Piggin',
      rows: [
        { thread: 'open', property: 'NO-DEADLOCK', expect: { 'v2.6.23': 'fails', 'v2.6.18': 'fails' } },
        { thread: 'derived', variant: 'v2.6.24', expect: { 'NO-DEADLOCK': 'holds', 'VALID-BUFFER': 'holds' } },
      ],
    },
  ],
});
