// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) of two pages, of which the second is not mapped. It writes the first, stops, and begins again. A node that has
// seen the first page on the disk writes there meanwhile; direct I/O of several nodes goes together.

import { scenario, waitUntil } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite_direct } from './calls.ts';
import { cached, filled, format, mmap, NEW, OTHER, seen } from './world.ts';

export default scenario({
  title: 'direct write() of two pages, and one of another node',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Support restarting direct I/O requests after user copy failures',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock0 = new gfs2_glock(LM_ST.DEFERRED);
    const glock1 = new gfs2_glock(LM_ST.DEFERRED);
    glock0.peer = glock1;
    glock1.peer = glock0;
    const mapping0 = new address_space(new inode(glock0, disk, 4));
    const mapping1 = new address_space(new inode(glock1, disk, 4));
    const frame = new page();
    format(mapping0, glock0, frame, frame, disk);
    format(mapping1, glock1, frame, frame, disk);
    const fd0 = new file(mapping0);
    const fd1 = new file(mapping1);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    const memory0 = new page();
    const memory1 = new page();
    filled(mm0, 0, memory0, NEW);
    filled(mm1, 0, memory1, OTHER);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 1, null, null));
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, null, null));
    // The second page is one of another file, cached.
    const glock_b = new gfs2_glock(LM_ST.SHARED);
    const disk_b = new block_device();
    const mapping_b = new address_space(new inode(glock_b, disk_b, 2));
    const page_b = new page();
    format(mapping_b, glock_b, page_b, page_b, disk_b);
    cached(mapping_b, 0);
    mmap(mm0, 1, new vm_area_struct(mm0, 1, 2, new file(mapping_b), gfs2_vm_ops));
    return { disk, glock0, glock1, fd0, fd1, mm0, mm1, mapping_b, page_b, seen0: new seen(), seen1: new seen() };
  },
  threads: {
    'CPU0 node 0'(w) {
      pwrite_direct(w.fd0, w.mm0, 0, 4, 0, w.seen0);
    },
    'CPU1 node 1'(w) {
      waitUntil(() => w.disk.blocks[0] === NEW);
      pwrite_direct(w.fd1, w.mm1, 0, 1, 0, w.seen1);
    },
  },
  atEnd: {
    'LATER-WRITE-STAYS': (w) => w.disk.blocks[0] === OTHER,
    'RETURNS-ALL': (w) => w.seen0.returned === 4 && w.seen1.returned === 1,
  },
  sometimes: {
    'both hold the glock': (w) => w.glock0.gl_holders[0].holder && w.glock1.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-22',
      by: 'derived',
      thread: 'derived',
      rows: [
        { variant: 'v5.14+v5', expect: { 'LATER-WRITE-STAYS': 'fails' } },
        { variant: 'v5.16', expect: { 'LATER-WRITE-STAYS': 'holds', 'RETURNS-ALL': 'holds' } },
        { variant: 'v5.18', expect: { 'LATER-WRITE-STAYS': 'holds', 'RETURNS-ALL': 'holds' } },
      ],
    },
  ],
});
