// SPDX-License-Identifier: GPL-2.0-only
// A write across two pages that are not uptodate with generic_perform_write, a reader, and writeback. Blocks are half a page, so
// the write reads nothing and leaves both pages uptodate in part.

import { scenario, waitUntil } from 'faultline';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { write_cache_pages } from 'faultline/linux/mm/page-writeback.ts';
import { both_uptodate, middle_written, page_by_page, two_pages } from './disk-file.ts';
import { read_both } from './reader.ts';
import { NEW } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'generic_perform_write: write() across two pages, a reader and writeback',
  thread: 'Matthew Wilcox, 2020-10-16: what uptodate means',
  kernel: 'v5.9',
  world: () => two_pages(block_aops, generic_file_operations),
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
      id: '2020/T26',
      by: 'Matthew Wilcox',
      rows: [
        {
          thread: 'derived',
          variant: 'v5.9',
          expect: { 'NO-DEADLOCK': 'holds', 'NO-LOST-WRITE': 'holds', 'READ-OLD-OR-NEW': 'holds' },
        },
        { thread: 'holds', variant: 'v5.9', property: 'UPTODATE-VALID', expect: 'holds' },
        { thread: 'fails', variant: '+early-uptodate', property: 'UPTODATE-VALID', expect: 'fails' },
      ],
    },
  ],
});
