// SPDX-License-Identifier: GPL-2.0-only
// The FUSE server, a program in user space: it reads a request (and copies its payload), applies it to its own file, and
// replies, in three separate moments. One thread here, so requests are applied in the order in which they were read;
// patches/unordered has two threads, patches/failing may refuse a WRITE, patches/short may take a part of it.

import { array, atomically, type bool, type ghost, type i32, type Properties } from 'faultline';
import { type cell_t, PAGE_SIZE, UNINIT, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_copy_in, fuse_dev_do_read, fuse_request_end } from 'faultline/linux/fs/fuse/dev.ts';
import { type fuse_conn, fuse_opcode, type fuse_queued } from 'faultline/linux/fs/fuse/fuse_i.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { block_device } from 'faultline/linux/include/linux/super_block.ts';
import { EIO, type size_t } from 'faultline/linux/include/linux/types.ts';
import { left_out, write_fails } from './server-configuration.ts';

/** The file as the server has it. */
export class backing_file {
  readonly disk: block_device = new block_device();
  /** Whether `requests` is kept: a history makes states differ that are otherwise equal. */
  keeps_requests: bool = false;
  /** READs and WRITEs in the order in which the server read them, one hexadecimal digit each after a leading 1: the cell
   *  where it starts, and 8 more for a WRITE. */
  requests: ghost<i32> = 1;
}

/** One request, from reading it to the reply. */
export function serve(fc: fuse_conn, file: backing_file): void {
  const queued = fuse_dev_do_read(fc);
  switch (queued.args.opcode) {
    case fuse_opcode.FUSE_WRITE:
      if (file.keeps_requests) file.requests = file.requests * 16 + queued.args.pos + 8;
      serve_write(file, queued);
      break;
    case fuse_opcode.FUSE_READ:
      if (file.keeps_requests) file.requests = file.requests * 16 + queued.args.pos;
      serve_read(file, queued);
      break;
    case fuse_opcode.FUSE_SETATTR:
      atomically(() => {
        for (let pos: size_t = queued.args.pos; pos < 6; pos++) file.disk.blocks[pos] = ZERO;
      });
      fuse_request_end(queued, { error: 0, missing: 0, data0: UNINIT, data1: UNINIT });
      break;
    case fuse_opcode.FUSE_NONE:
      break;
  }
}

/** Copy the payload, cell by cell, from wherever it is; then apply it under the server's own lock; then reply. */
function serve_write(file: backing_file, queued: fuse_queued): void {
  const { pos, count } = queued.args;
  const payload: array<cell_t, 4> = array(4, UNINIT);
  for (let n: size_t = 0; n < count; n++) payload[n] = fuse_copy_in(queued.args, n);
  const refused: bool = queued.args.writepage === null && write_fails();
  const missing: size_t = refused || queued.args.writepage !== null ? 0 : left_out(count);
  if (!refused) {
    atomically(() => {
      for (let n: size_t = 0; n < count - missing; n++) file.disk.blocks[pos + n] = payload[n];
    });
  }
  fuse_request_end(queued, { error: refused ? -EIO : 0, missing, data0: UNINIT, data1: UNINIT });
}

/** Two cells read together. */
type two_cells = { readonly data0: cell_t; readonly data1: cell_t };

/** Read the file under the server's own lock; then copy the data into the page, cell by cell, as part of the reply. */
function serve_read(file: backing_file, queued: fuse_queued): void {
  const { pos, count, page0 } = queued.args;
  const read = atomically((): two_cells => {
    const both: two_cells = {
      data0: file.disk.blocks[pos],
      data1: count === PAGE_SIZE ? file.disk.blocks[pos + 1] : UNINIT,
    };
    return both;
  });
  if (page0 !== null) {
    page0.cells[0] = read.data0;
    page0.cells[1] = read.data1;
    fuse_request_end(queued, { error: 0, missing: 0, data0: UNINIT, data1: UNINIT });
  } else {
    fuse_request_end(queued, { error: 0, missing: 0, data0: read.data0, data1: read.data1 });
  }
}

/** What it is asked for by the program of goyal.ts, and mmap_lock: both can be seen on a running kernel (reproducers/fuse-pwritev), and were. */
type asking = {
  readonly fc: fuse_conn;
  readonly mm: mm_struct;
  readonly server: backing_file;
};
export const requests_on_the_way: Properties<asking> = {
  // A fault gives mmap_lock back before it waits for the server.
  'MMAP-LOCK-DROPPED': (w) => w.fc.pending[0].args.opcode !== fuse_opcode.FUSE_READ || w.mm.mmap_lock.readers === 0,
  // What the server of a 5.9.1 kernel sees before the program hangs: WRITE 0, WRITE 4096, READ 0.
  'REQUESTS-OF-5.9.1': (w) =>
    w.server.requests === 1 ||
    w.server.requests === 0x18 ||
    w.server.requests === 0x18a ||
    w.server.requests === 0x18a0,
};
export const requests_at_the_end: Properties<asking> = {
  // What the server of a 6.18 kernel saw: WRITE 0, WRITE 4096, READ 0, WRITE 8180, READ 4096, WRITE 8192.
  'REQUESTS-OF-6.18': (w) => w.server.requests === 0x18a0b2c,
};
