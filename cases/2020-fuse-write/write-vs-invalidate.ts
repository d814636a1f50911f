// SPDX-License-Identifier: GPL-2.0-only
// A write, another open of the file that throws its cached pages away, and a reader. Once the page is unlocked before the
// server has its data, the open removes it, and the reader brings the old page back.

import { maybe, pool, scenario } from 'faultline';
import { fuse_finish_open } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file } from './fuse-file.ts';
import { page_written, writes_unsent } from './properties.ts';
import { sees_either, uptodate_is_valid } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached } from './world.ts';

export default scenario({
  title: 'fuse: write(), another open() that invalidates the cache, and a reader',
  thread: 'Miklos Szeredi, 2020-10-16: against truncation the inode lock is enough',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(3, OLD, 2, 1);
    const { m, mapping } = one;
    pool(fuse_req, 2);
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    return { ...one, page2: m.page2 };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 open'(w) {
      fuse_finish_open(w.fd);
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
    ...uptodate_is_valid,
    'SENT-IS-CACHED': (w) =>
      !(writes_unsent(w.page0, w.disk) || writes_unsent(w.page1, w.disk) || writes_unsent(w.page2, w.disk)),
  },
  atEnd: page_written,
  sometimes: {
    'a page is removed while write() is under way': (w) =>
      w.inode.i_rwsem && w.mapping.i_pages[0] === null && (w.page0.cells[0] === NEW || w.page1.cells[0] === NEW),
    ...sees_either,
  },
  claims: [
    {
      id: '2020/X2',
      by: 'Faultline',
      thread: 'derived',
      expect: {
        'v5.9': { 'NO-LOST-WRITE': 'holds', 'NO-DEADLOCK': 'holds' },
        'v5.13': { 'NO-LOST-WRITE': 'fails', 'UPTODATE-VALID': 'fails' },
        '+D': { 'NO-LOST-WRITE': 'fails' },
        '+batch': { 'NO-LOST-WRITE': 'holds' },
      },
    },
    {
      id: '2020/T23',
      by: 'Miklos Szeredi',
      property: 'SENT-IS-CACHED',
      rows: [
        { thread: 'derived', variant: 'v5.9', expect: 'holds' },
        { thread: 'holds', expect: { '+relock': 'fails', '+uptodate-all': 'fails', 'v5.13': 'fails' } },
      ],
    },
    { id: '2020/T30', by: 'Vivek Goyal', thread: 'derived', variant: '+D', property: 'NO-DEADLOCK', expect: 'holds' },
    {
      id: '2020/T30',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: 'v5.13',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
    {
      id: '2020/T21',
      by: 'Vivek Goyal',
      thread: 'derived',
      variant: '+relock',
      property: 'NO-LOST-WRITE',
      expect: 'fails',
    },
    {
      id: '2020/T27',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+unlock-only',
      expect: { 'NO-LOST-WRITE': 'fails', 'UPTODATE-VALID': 'fails', 'SENT-IS-CACHED': 'fails' },
    },
    {
      id: '2020/T25',
      by: 'Miklos Szeredi',
      thread: 'derived',
      variant: '+uptodate-all',
      property: 'NO-LOST-WRITE',
      expect: 'fails',
    },
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+batch',
      property: 'SENT-IS-CACHED',
      expect: 'holds',
    },
  ],
});
