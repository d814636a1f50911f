// SPDX-License-Identifier: GPL-2.0-only
// What FUSE's scenarios ask of a server.

import { PAGE_SIZE, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { fuse_args, fuse_opcode } from 'faultline/linux/fs/fuse/fuse_i.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

/** All of the first page of a file. */
export function first_page(opcode: fuse_opcode, page: page): fuse_args {
  return {
    opcode,
    pos: 0,
    count: PAGE_SIZE,
    page0: page,
    page1: null,
    data0: UNINIT,
    data1: UNINIT,
    writepage: null,
  };
}
