// SPDX-License-Identifier: GPL-2.0-only
// The same with somebody who never stops: every retry loop is a livelock then, which says nothing about the loop.

import { pool, scenario } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { fuse_file } from './fuse-file.ts';
import { loses_source, source_and_target } from './lost-source.ts';
import { page_written } from './properties.ts';
import { serve } from './server.ts';
import { OLD } from './values.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'fuse: write() from a mapping that loses its pages',
  thread:
    'Linus Torvalds, 2020-10-15: pages may stay locked while copies are atomic, not while something is faulted in',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 4, 2);
    pool(fuse_req, 2);
    return { ...one, vma: source_and_target(one) };
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
    'madvise(MADV_DONTNEED)'(w) {
      madvise_dontneed(w.vma);
    },
  },
  atEnd: page_written,
  sometimes: loses_source,
  claims: [
    {
      id: '2020/T22',
      by: 'Faultline',
      thread: 'derived',
      property: 'NO-LIVELOCK',
      expect: { '+batch': 'fails', 'v5.9': 'fails' },
    },
  ],
});
