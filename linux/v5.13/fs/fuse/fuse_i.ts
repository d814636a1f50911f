// SPDX-License-Identifier: GPL-2.0-only
// One field more than v5.9: whether the last page of a WRITE is still locked when it is sent.

import type { bool } from 'faultline';
import { fuse_args_pages } from '../../../v5.9/fs/fuse/fuse_i.ts';
import type { size_t } from '../../../v5.9/include/linux/types.ts';

export * from '../../../v5.9/fs/fuse/fuse_i.ts';

export class fuse_io_args {
  readonly ap: fuse_args_pages = new fuse_args_pages();
  /** Cells that the server says it wrote: write.out.size. */
  written: size_t = 0;
  /** write.page_locked: the last page of ap is locked. */
  page_locked: bool = false;
}
