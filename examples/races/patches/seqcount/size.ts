// SPDX-License-Identifier: MIT
import type { u16 } from 'faultline';
import {
  read_seqcount_begin,
  read_seqcount_retry,
  write_seqcount_begin,
  write_seqcount_end,
} from 'faultline/kit/seqlock.ts';
import type { inode } from '../../size.ts';

export * from '../../size.ts';

export function i_size_write(inode: inode, i_size: u16): void {
  write_seqcount_begin(inode.i_size_seqcount);
  inode.i_size = i_size;
  write_seqcount_end(inode.i_size_seqcount);
}

export function i_size_read(inode: inode): u16 {
  for (;;) {
    const seq = read_seqcount_begin(inode.i_size_seqcount);
    const i_size = inode.i_size;
    if (!read_seqcount_retry(inode.i_size_seqcount, seq)) return i_size;
  }
}
