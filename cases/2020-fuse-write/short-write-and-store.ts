// SPDX-License-Identifier: GPL-2.0-only
// A server takes only the first half of a WRITE of a page, while the other half is stored to through a mapping, and somebody reads.
// 5.13 clears PG_uptodate then, as after a failure, and the next read fetches the old half over the store.

import { maybe, pool, scenario, waitUntil } from 'faultline';
import { user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mapped_page } from './fuse-file.ts';
import { later_read, read_after_eviction } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD, STORED } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE is short, and the page has a store of its mapping',
  thread: 'commit 4f06dd92b5d0: clear PG_uptodate if the WRITE fails or is short',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(1, OLD, 2, 1);
    pool(fuse_req, 2);
    return { ...one, vma: mapped_page(one, maybe()) };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 store'(w) {
      // Before write() has filled it, the store would be the older of the two.
      waitUntil(() => w.page0.cells[1] === NEW);
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
    'write() is short, and the store has come before': (w) => w.seen.stored && w.seen.wrote === 1,
    'the server takes all of it': (w) => w.seen.wrote === 2,
    'the reader sees the store': (w) => w.seen.first === STORED,
  },
  claims: [
    {
      id: '2020/X3',
      by: 'Faultline',
      thread: 'derived',
      property: 'NO-LOST-STORE',
      expect: { 'v5.13+short': 'fails', 'v5.13+clear-locked+short': 'fails', 'v5.13+clear-if-clean+short': 'holds' },
    },
  ],
});
