// SPDX-License-Identifier: GPL-2.0-only
// The same with O_DIRECT.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread_direct } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct read() into two pages, of which one is not there',
  thread: 'Baoquan He, 2025, in 8c03ebd7cdc0',
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
    const buffer = new vm_area_struct(mm, 0, 1, null, null);
    const memory = new page();
    mm.anon[0] = memory;
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, memory, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 4, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-TWO': (w) => w.seen.returned === 2,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-28',
      by: 'Baoquan He',
      thread: 'fails',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-TWO': 'holds' },
      rows: [{ variant: 'v5.17' }, { variant: 'v5.18' }],
    },
  ],
});
