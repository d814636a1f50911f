// SPDX-License-Identifier: GPL-2.0-only
// Goyal's program on a disk file system that writes with generic_perform_write: one page is locked at a time, and nothing is
// faulted in while it is.

import { scenario } from 'faultline';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { disk_file } from './disk-file.ts';
import { both_segments, main, uptodate_pages } from './goyal.ts';

export default scenario({
  title: 'generic_perform_write: pwritev() from an mmap of the same file',
  thread: 'Linus Torvalds, 2020-10-15: generic_perform_write locks one page at a time',
  kernel: 'v5.9',
  // The file was truncated before; the blocks of the disk read as zeroes.
  world: () => disk_file(block_aops, generic_file_operations, 0, 3, 2),
  threads: {
    'CPU0 main'(w) {
      main(w.fd, w.map_addr, w.seen);
    },
  },
  always: uptodate_pages,
  atEnd: both_segments,
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
