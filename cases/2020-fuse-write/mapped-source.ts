// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping, and somebody who takes its page away again, twice, between the prefault and the copy.

import { pool, scenario } from 'faultline';
import { fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { fuse_file } from './fuse-file.ts';
import { is_kept } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'fuse: write() from a mapping that loses its pages',
  thread:
    'Linus Torvalds, 2020-10-15: pages may stay locked while copies are atomic, not while something is faulted in',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 4, 2);
    const { m, mapping, fd } = one;
    pool(fuse_req, 2);
    const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 2);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, true);
    cached(mapping, m.page1, 1, OLD, true);
    m.page1.cells[0] = NEW;
    m.page1.cells[1] = NEW;
    m.server.disk.blocks[2] = NEW;
    m.server.disk.blocks[3] = NEW;
    return { ...one, vma };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 2, 2), 0);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  environment: {
    'madvise(MADV_DONTNEED)': {
      steps: 12,
      run(w) {
        madvise_dontneed(w.vma);
      },
    },
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
  },
  sometimes: {
    'the source is gone after it was faulted in': (w) => w.page0.locked && w.mm.pte[1].page === null,
    'the copy stops in the middle': (w) =>
      w.page0.cells[0] === NEW && w.page0.cells[1] === OLD && w.mm.pte[1].page === null,
  },
  claims: [
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      rows: [
        {
          thread: 'holds',
          expect: { 'v5.9': { 'NO-LIVELOCK': 'holds', 'NO-DEADLOCK': 'holds' }, '+batch': { 'NO-DEADLOCK': 'holds' } },
        },
        { thread: 'derived', variant: '+batch', expect: { 'NO-LIVELOCK': 'holds', 'NO-LOST-WRITE': 'holds' } },
      ],
    },
    {
      id: '2020/T30',
      thread: 'derived',
      expect: { 'NO-LIVELOCK': 'holds', 'NO-LOST-WRITE': 'holds' },
      rows: [
        { by: 'Vivek Goyal', variant: '+D' },
        { by: 'Miklos Szeredi', variant: 'v5.13' },
      ],
    },
  ],
});
