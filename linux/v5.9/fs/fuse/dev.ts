// SPDX-License-Identifier: GPL-2.0-only
// The queue between the FUSE client and its server, both ends. A request's own fields are seen by nobody until it is
// queued and by nobody but the server afterwards, so making one and queueing it is the single step under fiq->lock.

import { alloc, assert, atomically, free, smp_mb, smp_rmb, waitUntil } from 'faultline';
import { type cell_t, PAGE_SHIFT, UNINIT } from '../../arch/x86/include/asm/page_types.ts';
import type { size_t } from '../../include/linux/types.ts';
import { type fuse_args, type fuse_conn, fuse_opcode, type fuse_out, type fuse_queued, fuse_req } from './fuse_i.ts';

/** Send a request and sleep until its reply is there.
 *  @linux fs/fuse/dev.c fuse_simple_request (v5.9), custom: cannot be interrupted or aborted */
export function fuse_simple_request(fc: fuse_conn, args: fuse_args): fuse_out {
  const req = atomically('locked', fc, () => {
    const made = alloc(fuse_req);
    queue_request_and_unlock(fc, { args, req: made });
    return made;
  });
  return atomically(() => {
    const out = request_wait_answer(req);
    free(req);
    return out;
  });
}

/** The same with a request that was made before.
 *  @linux fs/fuse/dev.c __fuse_request_send (v5.9), custom: the connection is there */
export function __fuse_request_send(fc: fuse_conn, args: fuse_args, req: fuse_req): fuse_out {
  atomically('locked', fc, () => queue_request_and_unlock(fc, { args, req }));
  return request_wait_answer(req);
}

/** Send a request that nobody waits for.
 *  @linux fs/fuse/dev.c fuse_simple_background (v5.9), custom: no limit on background requests */
export function fuse_simple_background(fc: fuse_conn, args: fuse_args): void {
  atomically('locked', fc, () => queue_request_and_unlock(fc, { args, req: null }));
}

/** Append to the queue. Called inside the step that makes the request.
 *  @linux fs/fuse/dev.c queue_request_and_unlock (v5.9), custom: the queue has three places, a bound of the model */
function queue_request_and_unlock(fc: fuse_conn, queued: fuse_queued): void {
  let place = 0;
  while (place < 3 && fc.pending[place].args.opcode !== fuse_opcode.FUSE_NONE) place++;
  assert(place < 3, 'more than three requests in the queue: a bound of the model');
  fc.pending[place] = queued;
}

/** Sleep until the server replied.
 *  @linux fs/fuse/dev.c request_wait_answer (v5.9), custom: no signals; with the barrier that __fuse_request_send has behind it */
function request_wait_answer(req: fuse_req): fuse_out {
  return atomically(() => {
    waitUntil(() => req.finished);
    smp_rmb();
    return req.out;
  });
}

/** The server reads the oldest request; it sleeps while there is none. The payload is not copied yet.
 *  @linux fs/fuse/dev.c fuse_dev_do_read (v5.9), custom: taking the request from the queue only; copying its payload is
 *  fuse_copy_in, a step per cell, because nothing is locked between the two */
export function fuse_dev_do_read(fc: fuse_conn): fuse_queued {
  return atomically('locked', fc, () => {
    waitUntil(() => fc.pending[0].args.opcode !== fuse_opcode.FUSE_NONE);
    const oldest = fc.pending[0];
    fc.pending[0] = fc.pending[1];
    fc.pending[1] = fc.pending[2];
    fc.pending[2] = {
      args: {
        ...oldest.args,
        opcode: fuse_opcode.FUSE_NONE,
        pos: 0,
        count: 0,
        page0: null,
        page1: null,
        data0: UNINIT,
        data1: UNINIT,
        writepage: null,
      },
      req: null,
    };
    return oldest;
  });
}

/** The n-th cell of a WRITE's payload, as it is when the server copies it: a page of the cache by reference, or the
 *  temporary page of writeback.
 *  @linux fs/fuse/dev.c fuse_copy_args (v5.9), custom, name ours: one cell */
export function fuse_copy_in(args: fuse_args, n: size_t): cell_t {
  const slot = ((args.pos + n) >> PAGE_SHIFT) - (args.pos >> PAGE_SHIFT);
  const page = slot === 0 ? args.page0 : args.page1;
  if (page === null) return n === 0 ? args.data0 : args.data1;
  return page.cells[(args.pos + n) & 1];
}

/** The reply has been written: wake whoever waits, or end the writeback.
 *  @linux fs/fuse/dev.c fuse_request_end (v5.9), custom: with fuse_writepage_end (fs/fuse/file.c), which it calls for
 *  writeback; of a request that nobody waits for, FR_FINISHED is only the barrier that it is; the error of a writeback is dropped */
export function fuse_request_end(queued: fuse_queued, out: fuse_out): void {
  atomically(() => {
    const req = queued.req;
    const inode = queued.args.writepage;
    if (req !== null) {
      req.out = out;
      atomically(() => {
        req.finished = true;
      }, 'full');
    } else if (inode !== null) {
      smp_mb();
      atomically('locked', inode.fuse, () => {
        inode.fuse.writepages[queued.args.pos >> PAGE_SHIFT]--;
      });
    }
  }, 'relaxed');
}
