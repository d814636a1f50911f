// SPDX-License-Identifier: GPL-2.0-only
// A direct read(2) of a hole into a mapping of the same file: the processor copies, and faults as it does so.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread_direct } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct read() of a hole into a mapping of the same file',
  thread: 'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, patch 12',
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
    const buffer = new vm_area_struct(mm, 0, 1, fd, gfs2_vm_ops, false, 1);
    mmap(mm, 0, buffer);
    disk.hole[0] = true;
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen.returned === 2,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-5',
      rows: [
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.14+v5',
          expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        },
        { by: 'derived', thread: 'derived', variant: 'v5.14+v5+no-pagefault_disable', expect: { ASSERTS: 'fails' } },
      ],
    },
  ],
});
