// SPDX-License-Identifier: GPL-2.0-only
// Goyal's program on a disk file system that writes with iomap: the extent is mapped once, the pages are locked one at a time.

import { scenario } from 'faultline';
import { iomap_aops, iomap_file_operations } from 'faultline/linux/fs/iomap/buffered-io.ts';
import { disk_file } from './disk-file.ts';
import { both_segments, main, uptodate_pages } from './goyal.ts';

export default scenario({
  title: 'iomap: pwritev() from an mmap of the same file',
  thread: 'Dave Chinner, 2020-10-16: iomap locks one page at a time',
  kernel: 'v5.9',
  // The file was truncated before; the blocks of the disk read as zeroes.
  world: () => disk_file(iomap_aops, iomap_file_operations, 0, 3, 2),
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
      thread: 'holds',
      variant: 'v5.9',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
    {
      id: '2020/T28',
      by: 'Dave Chinner',
      thread: 'holds',
      variant: 'v5.9',
      expect: { 'NO-DEADLOCK': 'holds', 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds', 'UPTODATE-VALID': 'holds' },
    },
  ],
});
