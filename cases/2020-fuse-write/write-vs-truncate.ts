// SPDX-License-Identifier: GPL-2.0-only
// A write and a truncation of the same file by somebody else. The truncation takes the inode lock, so it comes before the
// write or after it, whatever happens to the page lock in between.

import { maybe, pool, scenario } from 'faultline';
import { ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_do_setattr } from 'faultline/linux/fs/fuse/dir.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file } from './fuse-file.ts';
import { writes_unsent } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached } from './world.ts';

export default scenario({
  title: 'fuse: write() and ftruncate()',
  thread: 'Miklos Szeredi, 2020-10-16: against truncation the inode lock is enough',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    const { m, mapping } = one;
    pool(fuse_req, 2);
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 ftruncate'(w) {
      fuse_do_setattr(w.fd, 0);
    },
    'CPU2 read'(w) {
      w.seen.reading = true;
      w.seen.first = pread_cell(w.fd, 0, false);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  always: {
    'SENT-IS-CACHED': (w) => !(writes_unsent(w.page0, w.disk) || writes_unsent(w.page1, w.disk)),
  },
  atEnd: {
    'READ-OLD-OR-NEW': (w) => w.seen.first !== ZERO,
  },
  sometimes: {
    'the file is shorter after the write': (w) => w.seen.wrote === 2 && w.inode.i_size === 0,
    'the file is longer after the truncation': (w) =>
      w.seen.wrote === 2 && w.inode.i_size === 2 && w.disk.blocks[0] === NEW,
    'the truncation waits for the write': (w) =>
      w.inode.i_rwsem && w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD,
  },
  claims: [
    {
      id: '2020/T23',
      by: 'Miklos Szeredi',
      rows: [
        {
          thread: 'holds',
          property: 'SENT-IS-CACHED',
          expect: { 'v5.9': 'holds', '+relock': 'holds', '+uptodate-all': 'holds', 'v5.13': 'holds' },
        },
        { thread: 'derived', variant: 'v5.13', property: 'NO-DEADLOCK', expect: 'holds' },
      ],
    },
  ],
});
