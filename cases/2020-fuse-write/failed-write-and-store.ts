// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of one half of a page fails, while the other half is stored to through a mapping, and somebody reads. If the failure
// clears PG_uptodate without the page lock, the next read fetches the old page over the store.

import { maybe, pool, scenario } from 'faultline';
import { user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mapped_page } from './fuse-file.ts';
import { later_read, read_after_eviction } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD, STORED } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE fails, and the page has a store of its mapping',
  thread: 'commit 4f06dd92b5d0: clear PG_uptodate if the WRITE fails',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(1, OLD, 2, 1);
    pool(fuse_req, 2);
    return { ...one, vma: mapped_page(one, maybe()) };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 1), 0);
    },
    'CPU1 store'(w) {
      w.seen.storing = true;
      user_store(w.vma, 1, STORED);
      w.seen.stored = true;
    },
    'CPU2 read'(w) {
      w.seen.reading = true;
      w.seen.first = pread_cell(w.fd, 1, false);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  atEnd: {
    'NO-LOST-STORE': (w) =>
      later_read(w.mapping, w.disk, 1) === STORED && read_after_eviction(w.mapping, w.vma, w.disk, 1) === STORED,
  },
  sometimes: {
    'write() fails after the store': (w) => w.seen.stored && w.seen.wrote < 0,
    'the store comes while the WRITE is under way': (w) =>
      w.seen.stored && w.page0.cells[0] === NEW && w.seen.wrote === 0,
    'the reader sees the store': (w) => w.seen.first === STORED,
  },
  claims: [
    {
      id: '2020/X3',
      by: 'Faultline',
      thread: 'derived',
      property: 'NO-LOST-STORE',
      expect: {
        '+failing': 'holds',
        '+D+failing': 'holds',
        'v5.13+failing': 'fails',
        'v5.13+clear-locked+failing': 'fails',
        'v5.13+clear-if-clean+failing': 'holds',
      },
    },
    {
      thread: 'derived',
      property: 'NO-LOST-STORE',
      expect: 'holds',
      rows: [
        { id: '2020/T21', by: 'Vivek Goyal', variant: '+relock+failing' },
        { id: '2020/T27', by: 'Linus Torvalds', variant: '+unlock-only+failing' },
        { id: '2020/T25', by: 'Miklos Szeredi', variant: '+uptodate-all+failing' },
        { id: '2020/T22', by: 'Linus Torvalds', variant: '+batch+failing' },
      ],
    },
  ],
});
