// SPDX-License-Identifier: GPL-2.0-only
// A page is written to, and sent to a FUSE server by reference: he copies it when he reads the request.

import { type bool, type ghost, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { __fuse_request_send, fuse_copy_in, fuse_dev_do_read, fuse_request_end } from 'faultline/linux/fs/fuse/dev.ts';
import { fuse_conn, fuse_opcode, fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { first_page } from './fuse.ts';

export class served {
  any: ghost<bool> = false;
  /** What was in the page before. */
  old: ghost<bool> = false;
}

export default scenario({
  title: 'a page is written to, and sent to a FUSE server',
  thread: 'derived from the code: the queue of requests has a lock, and a request names the pages of its payload',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
    return { fc: new fuse_conn(), req: new fuse_req(), page0, seen: new served() };
  },
  threads: {
    'CPU0 write'(w) {
      w.page0.cells[0] = 2;
      __fuse_request_send(w.fc, first_page(fuse_opcode.FUSE_WRITE, w.page0), w.req);
    },
    'CPU1 server'(w) {
      const queued = fuse_dev_do_read(w.fc);
      const cell = fuse_copy_in(queued.args, 0);
      w.seen.old = cell !== 2;
      w.seen.any = true;
      fuse_request_end(queued, { error: 0, missing: 0, data0: UNINIT, data1: UNINIT });
    },
  },
  always: {
    'SENT-IS-WRITTEN': (w) => !w.seen.old,
  },
  sometimes: {
    'it is served': (w) => w.seen.any,
  },
  claims: [
    {
      id: 'orders/fuse-payload',
      by: 'Faultline',
      thread: 'derived',
      property: 'SENT-IS-WRITTEN',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+fiq_lock-relaxed': 'fails' } },
      ],
    },
  ],
});
