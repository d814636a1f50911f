// SPDX-License-Identifier: GPL-2.0-only
// A write of a whole page that is not uptodate, and somebody who reads it. Either the page is uptodate before it is
// unlocked, or it stays locked until the server has it; anything else loses the write.

import { pool, scenario } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mmap, perhaps_cached } from './fuse-file.ts';
import { page_written } from './properties.ts';
import { old_or_new, read_both, reads_under_way, sees_either, uptodate_is_valid } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: write() of all of a page that is not uptodate, and a reader of it',
  thread: 'Linus Torvalds and Miklos Szeredi, 2020-10-15 and 16: what the page lock is for',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    pool(fuse_req, 2);
    const vma = mmap(one, 1);
    perhaps_cached(one);
    return { ...one, vma };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 read'(w) {
      read_both(w.fd, w.vma, w.seen);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  always: uptodate_is_valid,
  atEnd: { ...page_written, ...old_or_new },
  sometimes: { ...reads_under_way, ...sees_either },
  claims: [
    {
      id: '2020/T26',
      by: 'Matthew Wilcox',
      variant: 'v5.9',
      rows: [
        { thread: 'holds', expect: { 'NO-DEADLOCK': 'holds', 'UPTODATE-VALID': 'holds', 'READ-OLD-OR-NEW': 'holds' } },
        { thread: 'derived', property: 'NO-LOST-WRITE', expect: 'holds' },
      ],
    },
    {
      id: '2020/T21',
      by: 'Vivek Goyal',
      thread: 'open',
      variant: '+relock',
      expect: { 'NO-DEADLOCK': 'holds', 'NO-LOST-WRITE': 'fails' },
    },
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      variant: '+batch',
      rows: [
        { thread: 'holds', property: 'NO-DEADLOCK', expect: 'holds' },
        { thread: 'derived', expect: { 'NO-LOST-WRITE': 'holds', 'UPTODATE-VALID': 'holds' } },
      ],
    },
    {
      id: '2020/T25',
      thread: 'holds',
      variant: '+uptodate-all',
      rows: [
        { by: 'Miklos Szeredi', expect: { 'UPTODATE-VALID': 'holds', 'NO-LOST-WRITE': 'holds' } },
        { by: 'Matthew Wilcox', property: 'READ-OLD-OR-NEW', expect: 'holds' },
      ],
    },
    { id: '2020/T27', by: 'Linus Torvalds', thread: 'holds', expect: { '+unlock-only': { 'NO-LOST-WRITE': 'fails' } } },
    {
      id: '2020/T29',
      thread: 'holds',
      expect: { 'NO-LOST-WRITE': 'holds', 'UPTODATE-VALID': 'holds' },
      rows: [
        { by: 'Vivek Goyal', variant: '+A' },
        { by: 'Miklos Szeredi', variant: '+C' },
      ],
    },
    {
      id: '2020/T30',
      thread: 'holds',
      expect: {
        'NO-DEADLOCK': 'holds',
        'NO-LOST-WRITE': 'holds',
        'UPTODATE-VALID': 'holds',
        'READ-OLD-OR-NEW': 'holds',
      },
      rows: [
        { by: 'Vivek Goyal', variant: '+D' },
        { by: 'Miklos Szeredi', variant: 'v5.13' },
      ],
    },
    {
      id: '2020/T30',
      by: 'Vivek Goyal',
      thread: 'derived',
      expect: { '+D+D-no-uptodate': { 'NO-LOST-WRITE': 'fails' } },
    },
  ],
});
