// SPDX-License-Identifier: GPL-2.0-only
// A direct read(2) into two pages, of which the first is there: it is done in two parts, and has to say how much it was in all.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { format, mmap, OLD, pread_direct, seen } from './world.ts';

export default scenario({
  title: 'direct read() in two parts',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Add done_before argument to iomap_dio_rw',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    const mm = new mm_struct(zero_page);
    const buffer = new vm_area_struct(mm, 0, 2, null, null);
    const memory0 = new page();
    const memory1 = new page();
    mm.anon[0] = memory0;
    mm.anon[1] = memory1;
    mm.pte[0] = { page: memory0, special: false, write: true };
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, memory0, memory1, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 4, 0, w.seen);
    },
  },
  atEnd: {
    'COUNT-HONEST': (w) => w.seen.returned === 4,
    'ALL-READ': (w) => w.memory0.cells[0] === OLD && w.memory1.cells[1] === OLD,
  },
  sometimes: {
    'a part is transferred': (w) => w.memory0.cells[1] === OLD && w.memory1.cells[0] !== OLD,
  },
  claims: [
    {
      id: '2021/G-21',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.14+v5',
      expect: { 'COUNT-HONEST': 'holds', 'ALL-READ': 'holds' },
    },
    {
      id: '2021/G-21',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.14+v5+adds-up',
      expect: { 'COUNT-HONEST': 'fails' },
    },
    {
      id: '2021/G-21',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.14+v5+no-done_before',
      expect: { 'COUNT-HONEST': 'fails' },
    },
    {
      id: '2021/G-21',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.16',
      expect: { 'COUNT-HONEST': 'holds', 'ALL-READ': 'holds' },
    },
    {
      id: '2021/G-21',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.18',
      expect: { 'COUNT-HONEST': 'holds', 'ALL-READ': 'holds' },
    },
  ],
});
