// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) of a file from a page of a mapping of the same file. The fault on the source makes the node's state shared; to
// make it deferred again empties the cache, and with it the source.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite_either } from './calls.ts';
import { any_state, format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write() of a file from a mapping of the same file',
  thread: 'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, patch 12',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(any_state());
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    const mm = new mm_struct(zero_page);
    const buffer = new vm_area_struct(mm, 0, 1, fd, gfs2_vm_ops, false, 1);
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite_either(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen.returned === 2,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    { id: '2021/G-2', by: 'Andreas Gruenbacher', thread: 'fails', variant: 'v5.14', expect: { ASSERTS: 'fails' } },
    {
      id: '2021/G-5',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.14+v5',
      expect: { 'NO-DEADLOCK': 'holds' },
    },
    { id: '2021/G-27', by: 'derived', thread: 'derived', variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'fails' } },
    {
      id: '2021/G-26',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.16',
      expect: { 'NO-DEADLOCK': 'fails' },
    },
    {
      id: '2021/G-27',
      by: 'derived',
      thread: 'derived',
      rows: [
        { variant: 'v5.16+demotes-first', expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'fails' } },
        { variant: 'v5.18', expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'fails' } },
        {
          variant: 'v5.18+enough_retries',
          expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        },
      ],
    },
  ],
});
