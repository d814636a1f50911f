// SPDX-License-Identifier: GPL-2.0-only
// Goyal's program on a disk file system that writes with generic_perform_write: one page is locked at a time, and nothing is
// faulted in while it is. The file was truncated before; the blocks of the disk read as zeroes.

import { scenario } from 'faultline';
import { block_aops, generic_file_operations, generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { HELLO0, HELLO1, main } from './goyal.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { OLD } from './values.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'generic_perform_write: pwritev() from an mmap of the same file',
  thread: 'Linus Torvalds, 2020-10-15: generic_perform_write locks one page at a time',
  kernel: 'v5.9',
  world() {
    const m = new machine();
    start(m, 3, OLD);
    const inode_ = new inode(m.sb, 0);
    const mapping = new address_space(inode_, block_aops, m.memory, 3);
    const fd = new file(mapping, generic_file_operations);
    const map_addr = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 2);
    return {
      m,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      map_addr,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      disk: m.sb.s_bdev,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 main'(w) {
      main(w.fd, w.map_addr, w.seen);
    },
  },
  always: {
    'UPTODATE-VALID': (w) =>
      uptodate_valid(w.mapping, w.disk, 0) &&
      uptodate_valid(w.mapping, w.disk, 1) &&
      uptodate_valid(w.mapping, w.disk, 2),
  },
  atEnd: {
    'RETURNS-24': (w) => w.seen.wrote === 2,
    'NO-LOST-WRITE': (w) =>
      is_kept(w.mapping, w.disk, 0, HELLO0) &&
      is_kept(w.mapping, w.disk, 2, HELLO1) &&
      is_kept(w.mapping, w.disk, 3, HELLO0) &&
      is_kept(w.mapping, w.disk, 4, HELLO1),
  },
  sometimes: {
    'page 1 is locked while page 0 is mapped': (w) => w.mm.pte[0].page === w.page0 && w.page1.locked,
    'page 1 is mapped while page 2 is locked': (w) => w.mm.pte[1].page === w.page1 && w.page2.locked,
  },
  claims: [
    {
      id: '2020/T19',
      by: 'Linus Torvalds',
      variant: 'v5.9',
      rows: [
        { thread: 'holds', expect: { 'NO-DEADLOCK': 'holds', 'RETURNS-24': 'holds' } },
        { thread: 'derived', property: 'NO-LOST-WRITE', expect: 'holds' },
      ],
    },
    {
      id: '2020/T26',
      by: 'Matthew Wilcox',
      thread: 'holds',
      variant: 'v5.9',
      property: 'UPTODATE-VALID',
      expect: 'holds',
    },
  ],
});
