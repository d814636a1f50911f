// SPDX-License-Identifier: GPL-2.0-only
// A direct read(2) of a hole into an address where nothing is.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { pread_direct } from './calls.ts';
import { format, seen } from './world.ts';

export default scenario({
  title: 'direct read() of a hole into a gap',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Fix iomap_dio_rw return value for user copies',
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
    disk.hole[0] = true;
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'ZERO-IS-EOF': (w) => w.seen.returned !== 0,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-20',
      rows: [
        { by: 'Andreas Gruenbacher', thread: 'fails', variant: 'v5.14', expect: { 'ZERO-IS-EOF': 'fails' } },
        { by: 'Andreas Gruenbacher', thread: 'holds', variant: 'v5.14+v5', expect: { 'ZERO-IS-EOF': 'holds' } },
        { by: 'derived', thread: 'derived', variant: 'v5.18', expect: { 'ZERO-IS-EOF': 'holds' } },
      ],
    },
  ],
});
