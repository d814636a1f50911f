// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of a whole page fails. The page was not uptodate: nobody had its content, and nobody should get the new one.

import { maybe, pool, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file } from './fuse-file.ts';
import { later_read } from './properties.ts';
import { await_filled } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE of a page that is not uptodate fails',
  thread: 'Miklos Szeredi, 2020-10-16; Vivek Goyal, 2020-10-21: what happens if WRITE fails',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    const { m, mapping } = one;
    pool(fuse_req, 2);
    if (maybe()) cached(mapping, m.page0, 0, UNINIT, false);
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
  atEnd: {
    // What readers would get from now on.
    'NO-PHANTOM': (w) => w.seen.wrote > 0 || later_read(w.mapping, w.disk, 0) !== NEW,
    // What the reader was given, perhaps before the failure was known.
    'NO-PHANTOM-SEEN': (w) => w.seen.wrote > 0 || w.seen.first !== NEW,
  },
  sometimes: {
    'write() fails': (w) => w.seen.wrote < 0,
    'write() succeeds': (w) => w.seen.wrote > 0,
    'the reader starts while the page is filled and the server does not know': (w) =>
      w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD && w.seen.reading && w.seen.first === UNINIT,
  },
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
