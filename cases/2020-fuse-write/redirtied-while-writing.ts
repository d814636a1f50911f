// SPDX-License-Identifier: GPL-2.0-only
// A page is stored to through a mapping while the WRITE that carries it is under way. The page may be written back before that
// WRITE is applied; a server with two threads may apply the two in either order.

import { pool, scenario, waitUntil } from 'faultline';
import { user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { fuse_writepages } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file, mapped_page } from './fuse-file.ts';
import { is_kept, later_read, read_after_eviction } from './properties.ts';
import { serve } from './server.ts';
import { SERVER_THREADS } from './server-configuration.ts';
import { NEW, OLD, STORED } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: write(), a store to the same page through a mapping, and writeback',
  thread: 'Vivek Goyal, 2020-10-21: a page that is redirtied while its WRITE is under way',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(1, OLD, 2, 1);
    pool(fuse_req, 2);
    return { ...one, vma: mapped_page(one, false) };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 store'(w) {
      w.seen.storing = true;
      user_store(w.vma, 0, STORED);
      w.seen.stored = true;
    },
  },
  daemons: {
    flusher(w) {
      waitUntil(() => w.page0.dirty);
      fuse_writepages(w.mapping);
    },
    server(w) {
      serve(w.fc, w.server);
    },
    'server, 2nd thread'(w) {
      if (SERVER_THREADS > 1) serve(w.fc, w.server);
      else waitUntil(() => false);
    },
  },
  atEnd: {
    // Nothing is dirty any more: what the cache says is what is left after eviction. Which of the two stores to cell 0 came
    // last is nobody's business, but it must be one of them.
    'NO-LOST-WRITE': (w) =>
      later_read(w.mapping, w.disk, 0) === read_after_eviction(w.mapping, w.vma, w.disk, 0) &&
      (later_read(w.mapping, w.disk, 0) === NEW || later_read(w.mapping, w.disk, 0) === STORED) &&
      is_kept(w.mapping, w.disk, 1, NEW),
  },
  sometimes: {
    'the store comes while the WRITE is under way': (w) =>
      w.seen.stored && w.page0.cells[0] === STORED && w.page0.cells[1] === NEW && w.disk.blocks[1] === OLD,
    'the store is the last': (w) => w.seen.wrote > 0 && w.seen.stored && w.disk.blocks[0] === STORED,
    'the write is the last': (w) => w.seen.wrote > 0 && w.seen.stored && w.disk.blocks[0] === NEW,
  },
  claims: [
    {
      id: '2020/T32',
      by: 'Vivek Goyal',
      property: 'NO-LOST-WRITE',
      rows: [
        { thread: 'derived', expect: { 'v5.9': 'holds', '+unordered': 'holds' } },
        { thread: 'holds', about: 'a server with one thread', variant: '+D', expect: 'holds' },
        { thread: 'holds', about: 'a server with two threads', variant: '+D+unordered', expect: 'fails' },
      ],
    },
    {
      id: '2020/X4',
      by: 'Faultline',
      property: 'NO-LOST-WRITE',
      rows: [
        { thread: 'holds', about: 'a server with one thread', variant: 'v5.13', expect: 'holds' },
        { thread: 'holds', about: 'a server with two threads', variant: 'v5.13+unordered', expect: 'fails' },
      ],
    },
    { id: '2020/X4', by: 'Faultline', thread: 'derived', expect: { 'v5.13+unordered': { 'NO-DEADLOCK': 'holds' } } },
    {
      id: '2020/T21',
      by: 'Vivek Goyal',
      thread: 'derived',
      property: 'NO-LOST-WRITE',
      expect: { '+relock': 'holds', '+relock+unordered': 'holds' },
    },
    {
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'NO-LOST-WRITE',
      rows: [
        { id: '2020/T22', expect: { '+batch': 'holds', '+batch+unordered': 'holds' } },
        { id: '2020/T27', expect: { '+unlock-only': 'holds', '+unlock-only+unordered': 'fails' } },
      ],
    },
    {
      id: '2020/T25',
      by: 'Miklos Szeredi',
      thread: 'derived',
      property: 'NO-LOST-WRITE',
      expect: { '+uptodate-all': 'holds', '+uptodate-all+unordered': 'fails' },
    },
  ],
});
