// SPDX-License-Identifier: GPL-2.0-only
// A write across two pages that are not uptodate on iomap, a reader, and writeback.

import { scenario, waitUntil } from 'faultline';
import { iomap_aops, iomap_file_operations } from 'faultline/linux/fs/iomap/buffered-io.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { write_cache_pages } from 'faultline/linux/mm/page-writeback.ts';
import { both_uptodate, middle_written, page_by_page, two_pages } from './disk-file.ts';
import { read_both } from './reader.ts';
import { NEW } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'iomap: write() across two pages, a reader and writeback',
  thread: 'Dave Chinner, 2020-10-16: iomap marks pages uptodate and dirty when they are filled',
  kernel: 'v5.9',
  world: () => two_pages(iomap_aops, iomap_file_operations),
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 1);
    },
    'CPU1 read'(w) {
      read_both(w.fd, w.map_addr, w.seen);
    },
  },
  daemons: {
    flusher(w) {
      waitUntil(() => w.page0.dirty || w.page1.dirty || w.page2.dirty);
      write_cache_pages(w.mapping);
    },
  },
  always: both_uptodate,
  atEnd: middle_written,
  sometimes: page_by_page,
  claims: [
    {
      id: '2020/T28',
      rows: [
        {
          by: 'Dave Chinner',
          thread: 'holds',
          variant: 'v5.9',
          expect: { 'NO-DEADLOCK': 'holds', 'UPTODATE-VALID': 'holds', 'NO-LOST-WRITE': 'holds' },
        },
        { by: 'Dave Chinner', thread: 'derived', variant: 'v5.9', property: 'READ-OLD-OR-NEW', expect: 'holds' },
        { by: 'Matthew Wilcox', thread: 'fails', variant: '+no-read', property: 'UPTODATE-VALID', expect: 'fails' },
      ],
    },
  ],
});
