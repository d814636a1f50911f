// SPDX-License-Identifier: GPL-2.0-only
// A write that unlocks its page and locks it again later, and reclaim in between. The reference is what keeps the page from
// being freed and used for something else.

import { pool, scenario, waitUntil } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { fuse_file } from './fuse-file.ts';
import { page_written } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached } from './world.ts';

export default scenario({
  title: 'fuse: write() and reclaim of the page it has unlocked',
  thread: 'Vivek Goyal, 2020-10-15: unlock the page, keep the reference, lock it again',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(3, OLD, 2, 1);
    const { m, mapping } = one;
    pool(fuse_req, 2);
    cached(mapping, m.page0, 0, OLD, true);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 read'(w) {
      w.seen.reading = true;
      w.seen.first = pread_cell(w.fd, 0, false);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  environment: {
    reclaim: {
      steps: 1,
      run(w) {
        // isolate_lru_page: on the list means cached, and the isolated page is held.
        waitUntil(() => w.page0.mapping !== null);
        if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
      },
    },
  },
  atEnd: page_written,
  sometimes: {
    'reclaim frees the page': (w) => w.page0._refcount === 0 || w.mapping.i_pages[0] === w.page1,
    'reclaim gives up': (w) => w.page0.locked && w.page0.mapping !== null && w.page0._refcount > 2,
  },
  claims: [
    {
      id: '2020/T21',
      by: 'Vivek Goyal',
      thread: 'derived',
      expect: {
        'v5.9': { ASSERTS: 'holds', 'NO-LOST-WRITE': 'holds' },
        '+relock': { ASSERTS: 'holds' },
        '+relock+relock-no-reference': { ASSERTS: 'fails' },
      },
    },
    {
      id: '2020/T30',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: 'v5.13',
      expect: { ASSERTS: 'holds', 'NO-LOST-WRITE': 'holds' },
    },
  ],
});
