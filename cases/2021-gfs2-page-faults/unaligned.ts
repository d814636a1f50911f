// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) from the second half of a page that was never touched. No page at all, less where in the page the buffer
// begins, is a number below zero: it passes for an error.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EIO } from 'faultline/linux/include/linux/types.ts';
import { pwrite_direct } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write() from the middle of an untouched page',
  thread: 'Andreas Gruenbacher, 2021-08-03: iov_iter: Fix iov_iter_get_pages{,_alloc} page fault return value',
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
      pwrite_direct(w.fd, w.mm, 1, 1, 0, w.seen);
    },
  },
  atEnd: {
    'NO-EIO': (w) => w.seen.returned !== -EIO,
    'RETURNS-ALL': (w) => w.seen.returned === 1,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-18',
      rows: [
        { by: 'Andreas Gruenbacher', thread: 'fails', variant: 'v5.14+v5+no-patch-1', expect: { 'NO-EIO': 'fails' } },
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.14+v5+FOLL_NOFAULT',
          expect: { 'NO-EIO': 'holds', 'RETURNS-ALL': 'holds' },
        },
        { by: 'derived', thread: 'derived', variant: 'v5.14', expect: { 'NO-EIO': 'holds', 'RETURNS-ALL': 'holds' } },
      ],
    },
  ],
});
