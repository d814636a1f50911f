// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of a whole page fails. The page was not uptodate: nobody had its content, and nobody should get the new one.

import { pool, scenario } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, perhaps_cached } from './fuse-file.ts';
import { await_filled, fails_or_not, no_phantom, reads_under_way } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE of a page that is not uptodate fails',
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
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
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
      by: 'Vivek Goyal',
      thread: 'fails',
      variant: '+D+failing',
      expect: { 'NO-PHANTOM': 'fails', 'NO-PHANTOM-SEEN': 'fails' },
    },
    {
      id: '2020/T31',
      by: 'Miklos Szeredi',
      variant: 'v5.13+failing',
      rows: [
        { thread: 'holds', property: 'NO-PHANTOM', expect: 'holds' },
        { thread: 'fails', property: 'NO-PHANTOM-SEEN', expect: 'fails' },
      ],
    },
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+batch+failing',
      property: 'NO-PHANTOM',
      expect: 'holds',
    },
    {
      id: '2020/T25',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: '+uptodate-all+failing',
      property: 'NO-PHANTOM',
      expect: 'fails',
    },
    {
      id: '2020/T24',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: '+failing+any-time',
      expect: { 'NO-PHANTOM': 'fails', 'NO-PHANTOM-SEEN': 'fails' },
    },
    {
      id: '2020/T21',
      by: 'Vivek Goyal',
      thread: 'derived',
      variant: '+relock+failing',
      expect: { 'NO-PHANTOM': 'holds', 'NO-PHANTOM-SEEN': 'holds' },
    },
    {
      id: '2020/T27',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+unlock-only+failing',
      expect: { 'NO-PHANTOM': 'holds', 'NO-PHANTOM-SEEN': 'holds' },
    },
  ],
});
