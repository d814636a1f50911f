// SPDX-License-Identifier: GPL-2.0-only
// reclaimed.ts, buffered: write(2) of two pages from the middle of one page to the middle of the third, while reclaim unmaps one of the
// first two. It goes on where the copy has stopped, a page at a time.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite } from './calls.ts';
import { reclaim, reclaimer } from './reclaim.ts';
import { cached, filled, format, mmap, NEW, seen } from './world.ts';

export default scenario({
  title: 'write() of two pages, of whose source reclaim leaves a part mapped',
  thread:
    'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, cover letter: more reasonable chunks',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.EXCLUSIVE);
    const mapping = new address_space(new inode(glock, disk, 4));
    const frame0 = new page();
    const frame1 = new page();
    format(mapping, glock, frame0, frame1, disk);
    const fd = new file(mapping);
    const mm = new mm_struct(new page());
    const glock_b = new gfs2_glock(LM_ST.SHARED);
    const mapping_b = new address_space(new inode(glock_b, new block_device(), 4));
    const page0 = new page();
    const page1 = new page();
    mapping_b.frames[0] = page0;
    mapping_b.frames[1] = page1;
    glock_b.gl_object = mapping_b;
    cached(mapping_b, 0);
    cached(mapping_b, 1);
    filled(mm, 2, new page(), NEW);
    mmap(mm, 0, new vm_area_struct(mm, 0, 2, new file(mapping_b), gfs2_vm_ops));
    mmap(mm, 1, new vm_area_struct(mm, 2, 3, null, null));
    return { disk, glock, fd, mm, mapping_b, page0, page1, reclaimer: new reclaimer(), seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite(w.fd, w.mm, 1, 4, 0, w.seen);
    },
  },
  environment: {
    reclaim(w) {
      reclaim(w.mm, w.reclaimer);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen.returned === 4,
  },
  sometimes: {
    'the second page alone is mapped': (w) => w.mm.pte[0].page === null && w.mm.pte[1].page !== null,
  },
  claims: [
    {
      id: '2021/G-17',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v5.16': { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        // A window is as long as a page of the file, and two pages of the program lie in it.
        'v5.18': { 'NO-LIVELOCK': 'fails', 'RETURNS-ALL': 'holds' },
      },
    },
  ],
});
