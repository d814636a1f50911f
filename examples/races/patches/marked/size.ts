// SPDX-License-Identifier: MIT
import { READ_ONCE, type u16, WRITE_ONCE } from 'faultline';
import type { inode } from '../../size.ts';

export * from '../../size.ts';

export function i_size_write(inode: inode, i_size: u16): void {
  WRITE_ONCE(inode.i_size, i_size);
}

export function i_size_read(inode: inode): u16 {
  return READ_ONCE(inode.i_size);
}
