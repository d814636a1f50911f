// SPDX-License-Identifier: GPL-2.0-only
// A direct read(2) into memory without pages. The processor can be made to reach it, GUP cannot.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EFAULT } from 'faultline/linux/include/linux/types.ts';
import { pread_direct } from './calls.ts';
import { pfn_vm_ops } from './pfnmap.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct read() into memory without pages',
  thread: 'Andreas Gruenbacher, 2021-08-04: Re: [PATCH v5 05/12] iov_iter: Introduce fault_in_iov_iter_writeable',
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
    const buffer = new vm_area_struct(mm, 0, 1, null, pfn_vm_ops, true);
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-EFAULT': (w) => w.seen.returned === -EFAULT,
    'RETURNS-ERROR': (w) => w.seen.returned < 0,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-12',
      rows: [
        { by: 'derived', thread: 'derived', variant: 'v5.14', expect: { 'RETURNS-EFAULT': 'holds' } },
        { by: 'Andreas Gruenbacher', thread: 'fails', variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'fails' } },
      ],
    },
    {
      id: '2021/G-16',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.16',
      expect: { 'NO-LIVELOCK': 'fails' },
    },
    {
      id: '2021/G-16',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.16+refuses',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-EFAULT': 'holds' },
    },
    { id: '2021/G-16', by: 'derived', thread: 'derived', variant: 'v5.17', expect: { 'NO-LIVELOCK': 'fails' } },
    { id: '2021/G-16', by: 'derived', thread: 'derived', variant: 'v5.18', expect: { 'NO-LIVELOCK': 'fails' } },
    {
      id: '2021/G-15',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        'v5.17+two-errors': { 'NO-LIVELOCK': 'holds', 'RETURNS-ERROR': 'holds' },
        'v5.18+two-errors': { 'NO-LIVELOCK': 'holds', 'RETURNS-ERROR': 'holds' },
      },
    },
  ],
});
