// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of half a page fails. The page was uptodate before, so readers take its content without the lock; and it is mapped.

import { pool, scenario } from 'faultline';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mapped_page } from './fuse-file.ts';
import { later_load } from './properties.ts';
import { fails_or_not, no_phantom, reads_under_way } from './reader.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE of half a page that is uptodate and mapped fails',
  thread: 'Miklos Szeredi, 2020-10-16; Vivek Goyal, 2020-10-21: what happens if WRITE fails',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    pool(fuse_req, 2);
    return { ...one, vma: mapped_page(one, false) };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 1), 0);
    },
    'CPU1 read'(w) {
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
    ...no_phantom,
    // What a load through the mapping would give from now on.
    'NO-PHANTOM-LOADED': (w) => w.seen.wrote > 0 || later_load(w.mapping, w.vma, w.disk, 0) !== NEW,
  },
  sometimes: { ...fails_or_not, ...reads_under_way },
  claims: [
    {
      thread: 'fails',
      property: 'NO-PHANTOM',
      expect: 'fails',
      rows: [
        { id: '2020/T24', by: 'Miklos Szeredi', variant: '+failing' },
        { id: '2020/T31', by: 'Vivek Goyal', variant: '+D+failing' },
      ],
    },
    {
      id: '2020/T31',
      by: 'Miklos Szeredi',
      variant: 'v5.13+failing',
      rows: [
        { thread: 'holds', property: 'NO-PHANTOM', expect: 'holds' },
        { thread: 'fails', property: 'NO-PHANTOM-SEEN', expect: 'fails' },
        { thread: 'derived', property: 'NO-PHANTOM-LOADED', expect: 'fails' },
      ],
    },
    {
      thread: 'derived',
      property: 'NO-PHANTOM',
      expect: 'fails',
      rows: [
        { id: '2020/T21', by: 'Vivek Goyal', variant: '+relock+failing' },
        { id: '2020/T27', by: 'Linus Torvalds', variant: '+unlock-only+failing' },
        { id: '2020/T25', by: 'Miklos Szeredi', variant: '+uptodate-all+failing' },
        { id: '2020/T22', by: 'Linus Torvalds', variant: '+batch+failing' },
      ],
    },
  ],
});
