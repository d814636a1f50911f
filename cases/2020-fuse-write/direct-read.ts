// SPDX-License-Identifier: GPL-2.0-only
// A direct read during a WRITE of a page that was not uptodate, after a read through the cache by the same thread.

import { pool, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, perhaps_cached } from './fuse-file.ts';
import { await_filled, old_or_new } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: write() to a page that is not uptodate, a read through the cache, and a direct read',
  thread: 'Vivek Goyal, 2020-10-21: direct reads during the WRITE',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    pool(fuse_req, 2);
    perhaps_cached(one);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 read'(w) {
      // Before the page is filled, this read itself would make it uptodate: that is direct-read-uptodate.ts.
      await_filled(w.page0);
      w.seen.reading = true;
      w.seen.first = pread_cell(w.fd, 0, false);
      w.seen.second = pread_cell(w.fd, 0, true);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  atEnd: {
    ...old_or_new,
    // Once the new content was read, the old one is not read again.
    'MONOTONIC-READS': (w) => !(w.seen.first === NEW && w.seen.second === OLD),
  },
  sometimes: {
    'the read through the cache starts while write() is under way': (w) =>
      w.seen.reading && w.seen.first === UNINIT && w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD,
    'the direct read sees the new content': (w) => w.seen.second === NEW,
  },
  claims: [
    {
      id: '2020/T33',
      by: 'Vivek Goyal',
      rows: [
        { thread: 'holds', property: 'READ-OLD-OR-NEW', expect: { 'v5.9': 'holds', '+D': 'holds' } },
        {
          thread: 'derived',
          expect: {
            'v5.9': { 'MONOTONIC-READS': 'holds' },
            '+D': { 'MONOTONIC-READS': 'fails' },
            'v5.13': { 'MONOTONIC-READS': 'fails' },
            '+any-time': { 'READ-OLD-OR-NEW': 'holds', 'MONOTONIC-READS': 'fails' },
          },
        },
      ],
    },
  ],
});
