// SPDX-License-Identifier: GPL-2.0-only
// What the FUSE client keeps: requests on their way to the server, and which pages have writeback in flight.

import { array, type bool, type int } from 'faultline';
import { type cell_t, UNINIT } from '../../arch/x86/include/asm/page_types.ts';
import type { inode } from '../../include/linux/fs.ts';
import type { page } from '../../include/linux/mm_types.ts';
import type { loff_t, size_t, ssize_t } from '../../include/linux/types.ts';

export enum fuse_opcode {
  FUSE_NONE = 0,
  FUSE_READ = 1,
  FUSE_WRITE = 2,
  FUSE_SETATTR = 3,
}

/** What a request asks, fixed from the moment it is queued. */
export type fuse_args = {
  readonly opcode: fuse_opcode;
  /** First cell of the file it is about, and how many. SETATTR: the new size, and 0. */
  readonly pos: loff_t;
  readonly count: size_t;
  /** The pages that a WRITE is read from, or a READ is copied into: by reference, they are looked at when the server copies.
   *  Null: the payload is `data` of a WRITE, or goes into the reply of a READ. */
  readonly page0: page | null;
  readonly page1: page | null;
  /** The payload of writeback, copied from the page when the request was made. */
  readonly data0: cell_t;
  readonly data1: cell_t;
  /** Writeback: the inode it belongs to. Nobody waits for the reply. */
  readonly writepage: inode | null;
};

/** What came back. */
export type fuse_out = {
  readonly error: ssize_t;
  /** Of a WRITE, how much of it was not taken. Linux has the rest: what was. */
  readonly missing: size_t;
  readonly data0: cell_t;
  readonly data1: cell_t;
};

/** A request in the queue: what it asks, and whom to tell. FUSE_NONE: no request. */
export type fuse_queued = {
  readonly args: fuse_args;
  readonly req: fuse_req | null;
};

/** Somebody waits for the reply to a request. From a pool, given back when the reply was taken.
 *  @view title FUSE requests */
export class fuse_req {
  /** FR_FINISHED. */
  finished: bool = false;
  out: fuse_out = { error: 0, missing: 0, data0: UNINIT, data1: UNINIT };
}

/** @view title FUSE requests */
export class fuse_conn {
  /** Requests that the server has not read yet, oldest first. */
  readonly pending: array<fuse_queued, 3> = array(3, {
    args: {
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
  });
}

/** The FUSE part of an inode. */
export class fuse_inode {
  /** Writeback requests in flight, by page. */
  readonly writepages: array<int<0, 2>, 3> = array(3, 0);
}

/** Pages of one WRITE that are being filled, on the writer's stack. */
export class fuse_args_pages {
  readonly pages: array<page | null, 2> = array(2, null);
  num_pages: int<0, 2> = 0;
  /** Where in the first page the data starts: descs[0].offset. */
  offset: int<0, 1> = 0;
}

/** What fuse_writepages() has copied and not sent yet: pages of one request, on its stack. */
export class fuse_fill_wb_data {
  readonly orig_pages: array<page | null, 2> = array(2, null);
  /** Their copies. */
  readonly copied: array<cell_t, 4> = array(4, UNINIT);
  num_pages: int<0, 2> = 0;
}

export class fuse_io_args {
  readonly ap: fuse_args_pages = new fuse_args_pages();
  /** Cells that the server says it wrote: write.out.size. */
  written: size_t = 0;
}

/** Pages in one request (fc->max_pages), and cells (fc->max_write). With one page per request claim T19 disappears. */
export const MAX_PAGES = 2;
export const MAX_WRITE = 4;
