// SPDX-License-Identifier: GPL-2.0-only
// A write to two pages that were stored to through a mapping, and their writeback, which puts both into one request.

import { pool, scenario } from 'faultline';
import { fuse_writepages } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mmap } from './fuse-file.ts';
import { is_kept } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD, STORED } from './values.ts';
import { buffer, cached, mapped_before } from './world.ts';

export default scenario({
  title: 'fuse: write() to two dirty pages, and their writeback',
  thread: 'Linus Torvalds, 2020-10-15: many pages may be locked as long as nothing is faulted in meanwhile',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 4, 2);
    const { m, mapping } = one;
    pool(fuse_req, 2);
    const vma = mmap(one, 2);
    cached(mapping, m.page0, 0, STORED, true);
    cached(mapping, m.page1, 1, STORED, true);
    mapped_before(vma, m.page0, 0, true);
    mapped_before(vma, m.page1, 1, true);
    return { ...one, vma };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 4), 0);
    },
    'CPU1 writeback'(w) {
      fuse_writepages(w.mapping);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 4 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 3, NEW),
  },
  sometimes: {
    'the stores are written back first': (w) => w.disk.blocks[0] === STORED && w.disk.blocks[3] === STORED,
    'the write comes first': (w) => w.page0.dirty && w.page0.cells[0] === NEW && w.disk.blocks[0] === NEW,
  },
  claims: [
    {
      id: '2020/X11',
      by: 'Faultline',
      thread: 'derived',
      property: 'NO-DEADLOCK',
      expect: {
        'v5.9': 'fails',
        '+relock': 'fails',
        '+unlock-only': 'holds',
        '+uptodate-all': 'holds',
        '+D': 'holds',
        'v5.13': 'holds',
      },
    },
    { id: '2020/X11', by: 'Linus Torvalds', thread: 'holds', property: 'NO-DEADLOCK', expect: { '+batch': 'fails' } },
    {
      id: '2020/X11',
      by: 'Faultline',
      thread: 'derived',
      property: 'NO-LOST-WRITE',
      expect: { '+unlock-only': 'holds', '+D': 'holds', 'v5.13': 'holds' },
    },
  ],
});
