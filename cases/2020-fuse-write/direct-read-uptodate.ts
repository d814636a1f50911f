// SPDX-License-Identifier: GPL-2.0-only
// A direct read during a WRITE of a page that was uptodate, after a read through the cache by the same thread.

import { pool, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file } from './fuse-file.ts';
import { old_or_new } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached } from './world.ts';

export default scenario({
  title: 'fuse: write() to an uptodate page, a read through the cache, and a direct read',
  thread: 'Vivek Goyal, 2020-10-21: direct reads during the WRITE',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
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
    'the direct read starts while write() is under way': (w) =>
      w.inode.i_rwsem && w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD && w.seen.first !== UNINIT,
    'the direct read sees the new content': (w) => w.seen.second === NEW,
    'both reads see the old content': (w) => w.seen.first === OLD && w.seen.second === OLD,
  },
  claims: [
    {
      id: '2020/T33',
      by: 'Vivek Goyal',
      rows: [
        { thread: 'holds', property: 'READ-OLD-OR-NEW', expect: { 'v5.9': 'holds', '+D': 'holds' } },
        { thread: 'derived', property: 'MONOTONIC-READS', expect: { 'v5.9': 'fails', '+D': 'fails' } },
      ],
    },
  ],
});
