// SPDX-License-Identifier: GPL-2.0-only
// A page that is read from a FUSE server. The server's CPU copies into the page, and says that it has answered; who asked then says that the
// page is uptodate; a third CPU looks at that. The request is made before anything starts.

import { type bool, type ghost, scenario } from 'faultline';
import { UNINIT, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { __fuse_request_send, fuse_dev_do_read, fuse_request_end } from 'faultline/linux/fs/fuse/dev.ts';
import { fuse_conn, fuse_opcode, fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageUptodate, SetPageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { EIO } from 'faultline/linux/include/linux/types.ts';
import { first_page } from './fuse.ts';

export class asked {
  /** It was told that the read failed. */
  failed: ghost<bool> = false;
  /** It found what was in the page before. */
  old: ghost<bool> = false;
  /** The third has looked, and found that. */
  looked: ghost<bool> = false;
  third_old: ghost<bool> = false;
}

export default scenario({
  title: 'a page is read from a FUSE server, and found by a third',
  thread: 'derived from the comments in __fuse_request_send() and fuse_request_end()',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
    page0.cells[0] = UNINIT;
    const req = new fuse_req();
    req.out = { error: -EIO, missing: 0, data0: UNINIT, data1: UNINIT };
    return { fc: new fuse_conn(), req, page0, seen: new asked() };
  },
  threads: {
    'CPU0 ask'(w) {
      const out = __fuse_request_send(w.fc, first_page(fuse_opcode.FUSE_READ, w.page0), w.req);
      w.seen.failed = out.error < 0;
      const cell = w.page0.cells[0];
      w.seen.old = cell !== ZERO;
      SetPageUptodate(w.page0);
    },
    'CPU1 server'(w) {
      const queued = fuse_dev_do_read(w.fc);
      w.page0.cells[0] = ZERO;
      fuse_request_end(queued, { error: 0, missing: 0, data0: UNINIT, data1: UNINIT });
    },
    'CPU2 read'(w) {
      if (PageUptodate(w.page0)) {
        const cell = w.page0.cells[0];
        w.seen.third_old = cell !== ZERO;
        w.seen.looked = true;
      }
    },
  },
  always: {
    'ANSWER-IS-THERE': (w) => !w.seen.failed && !w.seen.old,
    'UPTODATE-IS-FILLED': (w) => !w.seen.third_old,
  },
  sometimes: {
    'the third finds it uptodate': (w) => w.seen.looked,
  },
  claims: [
    {
      id: 'orders/fuse-request',
      by: 'Faultline',
      thread: 'derived',
      rows: [
        { memory: 'sc', expect: { 'v5.9': { 'ANSWER-IS-THERE': 'holds', 'UPTODATE-IS-FILLED': 'holds' } } },
        {
          memory: 'weak',
          expect: {
            'v5.9': { 'ANSWER-IS-THERE': 'holds', 'UPTODATE-IS-FILLED': 'holds' },
            '+finished-relaxed': { 'ANSWER-IS-THERE': 'fails', 'UPTODATE-IS-FILLED': 'fails' },
            '+answer-no-rmb': { 'ANSWER-IS-THERE': 'fails', 'UPTODATE-IS-FILLED': 'holds' },
          },
        },
      ],
    },
  ],
});
