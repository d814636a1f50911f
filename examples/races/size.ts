// SPDX-License-Identifier: MIT
// A size of 64 bits on a machine of 32: what reads or writes it takes two instructions, and who comes in between sees half of the new
// size and half of the old one. As the code stands, nothing breaks: what does is asked of what a compiler makes of it. READ_ONCE and
// WRITE_ONCE are two accesses there as well; a seqcount is what the kernel has for it.
//
// Stands for: i_size_read(), i_size_write() (include/linux/fs.h, v6.12), where BITS_PER_LONG is 32.
// Leaves out: 63 bits and one; here a word has 8 bits.

import { assert, scenario, type u16, type wide } from 'faultline';
import { seqcount_t } from 'faultline/kit/seqlock.ts';

export class inode {
  i_size: wide<u16> = 255;
  readonly i_size_seqcount: seqcount_t = new seqcount_t();
}

/** Writers have the inode's lock. */
export function i_size_write(inode: inode, i_size: u16): void {
  inode.i_size = i_size;
}

export function i_size_read(inode: inode): u16 {
  return inode.i_size;
}

class result {
  size: u16 = 0;
}

export default scenario({
  title: 'the size of a file is read while it grows',
  world() {
    return { inode: new inode(), result: new result() };
  },
  threads: {
    CPU0(w) {
      i_size_write(w.inode, 256);
    },
    CPU1(w) {
      const size = i_size_read(w.inode);
      assert(size === 255 || size === 256, 'a size that the file never had');
      w.result.size = size;
    },
  },
  sometimes: { 'the file has grown': (w) => w.result.size === 256 },
  claims: [
    {
      id: 'example/size',
      by: 'us',
      property: 'ASSERTS',
      thread: 'derived',
      rows: [
        { expect: { '': 'holds', '+marked': 'holds', '+seqcount': 'holds' } },
        { compiler: true, expect: { '': 'fails', '+marked': 'fails', '+seqcount': 'holds' } },
      ],
    },
  ],
});
