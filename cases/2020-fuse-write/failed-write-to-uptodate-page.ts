// SPDX-License-Identifier: GPL-2.0-only
// A WRITE of half a page fails. The page was uptodate before, so readers take its content without the lock; and it is mapped.

import { pool, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { fuse_file } from './fuse-file.ts';
import { later_load, later_read } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached, mapped_before } from './world.ts';

export default scenario({
  title: 'fuse: a WRITE of half a page that is uptodate and mapped fails',
  thread: 'Miklos Szeredi, 2020-10-16; Vivek Goyal, 2020-10-21: what happens if WRITE fails',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(2, OLD, 2, 1);
    const { m, mapping, fd } = one;
    pool(fuse_req, 2);
    const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 1);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, true);
    mapped_before(vma, m.page0, 0, false);
    return { ...one, vma };
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
    // What readers would get from now on.
    'NO-PHANTOM': (w) => w.seen.wrote > 0 || later_read(w.mapping, w.disk, 0) !== NEW,
    // What the reader was given, perhaps before the failure was known.
    'NO-PHANTOM-SEEN': (w) => w.seen.wrote > 0 || w.seen.first !== NEW,
    // What a load through the mapping would give from now on.
    'NO-PHANTOM-LOADED': (w) => w.seen.wrote > 0 || later_load(w.mapping, w.vma, w.disk, 0) !== NEW,
  },
  sometimes: {
    'write() fails': (w) => w.seen.wrote < 0,
    'write() succeeds': (w) => w.seen.wrote > 0,
    'the reader starts while the page is filled and the server does not know': (w) =>
      w.page0.cells[0] === NEW && w.disk.blocks[0] === OLD && w.seen.reading && w.seen.first === UNINIT,
  },
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
