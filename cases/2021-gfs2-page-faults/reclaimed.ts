// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) of two pages of a mapping, while reclaim leaves the process one page at a time: it unmaps the one that was mapped
// first, as soon as there are two, or later, or not at all.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite_direct } from './calls.ts';
import { reclaim, reclaimer } from './reclaim.ts';
import { cached, format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write() of two pages, of which reclaim leaves one mapped',
  thread:
    'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, cover letter: more reasonable chunks',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.DEFERRED);
    const mapping = new address_space(new inode(glock, disk, 4));
    const frame = new page();
    format(mapping, glock, frame, frame, disk);
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
    mmap(mm, 0, new vm_area_struct(mm, 0, 2, new file(mapping_b), gfs2_vm_ops));
    return { disk, glock, mapping, fd, mm, mapping_b, page0, page1, reclaimer: new reclaimer(), seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite_direct(w.fd, w.mm, 0, 4, 0, w.seen);
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
    'both pages are mapped': (w) => w.mm.pte[0].page !== null && w.mm.pte[1].page !== null,
    'the second page alone is mapped': (w) => w.mm.pte[0].page === null && w.mm.pte[1].page !== null,
  },
  claims: [
    {
      id: '2021/G-17',
      by: 'Andreas Gruenbacher',
      rows: [
        { thread: 'fails', variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'fails' } },
        { thread: 'holds', variant: 'v5.16', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' } },
        { thread: 'holds', variant: 'v5.18', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' } },
      ],
    },
    {
      id: '2021/G-17',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.18+any-page',
      expect: { 'NO-LIVELOCK': 'fails' },
    },
  ],
});
