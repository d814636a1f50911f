// SPDX-License-Identifier: GPL-2.0-only
// One field more: whether the last page of a WRITE is still locked when it is sent.

import { array, type bool, type int } from 'faultline';
import type { page } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import type { size_t } from 'faultline/linux/v5.9/include/linux/types.ts';

export * from 'faultline/linux/v5.9/fs/fuse/fuse_i.ts';

/** Pages of one WRITE that are being filled, on the writer's stack. */
export class fuse_args_pages {
  readonly pages: array<page | null, 2> = array(2, null);
  num_pages: int<0, 2> = 0;
  offset: int<0, 1> = 0;
  page_locked: bool = false;
}

export class fuse_io_args {
  readonly ap: fuse_args_pages = new fuse_args_pages();
  written: size_t = 0;
}
