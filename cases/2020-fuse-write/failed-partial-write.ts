// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of half a page fails. The page was not uptodate: nobody had its content, and nobody should get the new half.

import { pool, scenario } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, perhaps_cached } from './fuse-file.ts';
import { await_filled, fails_or_not, no_phantom, reads_under_way } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE of half a page that is not uptodate fails',
  thread: 'Miklos Szeredi, 2020-10-16; Vivek Goyal, 2020-10-21: what happens if WRITE fails',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    pool(fuse_req, 2);
    perhaps_cached(one);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 1), 0);
    },
    'CPU1 read'(w) {
      // Before the page is filled, this read itself would make it uptodate: that is failed-write-to-uptodate-page.ts.
      await_filled(w.page0);
      w.seen.reading = true;
      w.seen.first = pread_cell(w.fd, 0, false);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  atEnd: no_phantom,
  sometimes: { ...fails_or_not, ...reads_under_way },
  claims: [
    {
      id: '2020/T24',
      by: 'Miklos Szeredi',
      thread: 'holds',
      variant: '+failing',
      expect: { 'NO-PHANTOM': 'holds', 'NO-PHANTOM-SEEN': 'holds' },
    },
    {
      id: '2020/T31',
      thread: 'holds',
      expect: { 'NO-PHANTOM': 'holds', 'NO-PHANTOM-SEEN': 'holds' },
      rows: [
        { by: 'Vivek Goyal', variant: '+D+failing' },
        { by: 'Miklos Szeredi', variant: 'v5.13+failing' },
      ],
    },
    {
      id: '2020/T24',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: '+failing+any-time',
      expect: { 'NO-PHANTOM': 'fails', 'NO-PHANTOM-SEEN': 'fails' },
    },
    {
      id: '2020/T31',
      by: 'Vivek Goyal',
      thread: 'derived',
      variant: '+D+failing+any-time',
      property: 'NO-PHANTOM',
      expect: 'fails',
    },
    {
      thread: 'derived',
      property: 'NO-PHANTOM',
      expect: 'holds',
      rows: [
        { id: '2020/T21', by: 'Vivek Goyal', variant: '+relock+failing' },
        { id: '2020/T27', by: 'Linus Torvalds', variant: '+unlock-only+failing' },
        { id: '2020/T22', by: 'Linus Torvalds', variant: '+batch+failing' },
      ],
    },
    {
      id: '2020/T25',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: '+uptodate-all+failing',
      property: 'NO-PHANTOM',
      expect: 'fails',
    },
  ],
});
