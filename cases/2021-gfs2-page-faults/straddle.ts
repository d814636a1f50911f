// SPDX-License-Identifier: GPL-2.0-only
// write(2) of one page of the file from two pages of the program, of which the second is not there. iomap wants the whole chunk,
// gfs2 is content with a part.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'write() of a page from two, of which one is not there',
  thread: 'Al Viro, 2021-08-03: Re: [PATCH v5 03/12] Turn fault_in_pages_{readable,writeable} into ...',
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
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite(w.fd, w.mm, 1, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ONE': (w) => w.seen.returned === 1,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-23',
      rows: [
        { by: 'Al Viro', thread: 'fails', variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'fails' } },
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.16',
          expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
        },
        { by: 'derived', thread: 'derived', variant: 'v5.16+no-trim', expect: { 'NO-LIVELOCK': 'fails' } },
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.18',
          expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
        },
        { by: 'derived', thread: 'derived', variant: 'v5.18+no-trim-5.18', expect: { 'NO-LIVELOCK': 'holds' } },
      ],
    },
  ],
});
