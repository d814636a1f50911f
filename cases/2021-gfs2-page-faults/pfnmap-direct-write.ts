// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) from memory without pages. The processor can read it, GUP cannot.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite_either } from './calls.ts';
import { pfn_vm_ops } from './pfnmap.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write() from memory without pages',
  thread: 'Linus Torvalds, 2021-08-18: Re: [PATCH v5 00/12] gfs2: Fix mmap + page fault deadlocks',
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
    'CPU0 writer'(w) {
      pwrite_either(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ERROR': (w) => w.seen.returned < 0,
    'RETURNS-ALL': (w) => w.seen.returned === 2,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    { id: '2021/G-7', by: 'Linus Torvalds', thread: 'fails', variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'fails' } },
    {
      id: '2021/G-7',
      by: 'Linus Torvalds',
      thread: 'fails',
      variant: 'v5.14+v5+FOLL_NOFAULT',
      expect: { 'NO-LIVELOCK': 'fails' },
    },
    {
      id: '2021/G-15',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        'v5.14+v5+FOLL_NOFAULT+two-errors': { 'NO-LIVELOCK': 'holds', 'RETURNS-ERROR': 'holds' },
        'v5.18+two-errors': { 'NO-LIVELOCK': 'holds', 'RETURNS-ERROR': 'holds' },
      },
    },
    { id: '2021/G-16', by: 'derived', thread: 'derived', variant: 'v5.16', expect: { 'NO-LIVELOCK': 'fails' } },
    { id: '2021/G-16', by: 'derived', thread: 'derived', variant: 'v5.18', expect: { 'NO-LIVELOCK': 'fails' } },
    {
      id: '2021/G-16',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.18+enough_retries',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
    },
  ],
});
