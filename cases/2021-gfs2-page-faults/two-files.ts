// SPDX-License-Identifier: GPL-2.0-only
// Two processes, two files: each reads one file into a mapping of the other. No process comes to a glock that it has itself, so
// looking for that does not help.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'two processes read two files, each into a mapping of the other one',
  thread: 'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, patch 7',
  kernel: 'v5.14',
  world() {
    const disk_a = new block_device();
    const disk_b = new block_device();
    const glock_a = new gfs2_glock(LM_ST.SHARED);
    const glock_b = new gfs2_glock(LM_ST.SHARED);
    const mapping_a = new address_space(new inode(glock_a, disk_a, 2));
    const mapping_b = new address_space(new inode(glock_b, disk_b, 2));
    const page_a = new page();
    const page_b = new page();
    format(mapping_a, glock_a, page_a, page_a, disk_a);
    format(mapping_b, glock_b, page_b, page_b, disk_b);
    const a = new file(mapping_a);
    const b = new file(mapping_b);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 1, b, gfs2_vm_ops));
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, a, gfs2_vm_ops));
    return {
      disk_a,
      disk_b,
      glock_a,
      glock_b,
      mapping_a,
      mapping_b,
      page_a,
      page_b,
      a,
      b,
      zero_page,
      mm0,
      mm1,
      seen0: new seen(),
      seen1: new seen(),
    };
  },
  threads: {
    'CPU0 reads a'(w) {
      pread(w.a, w.mm0, 0, 1, 0, w.seen0);
    },
    'CPU1 reads b'(w) {
      pread(w.b, w.mm1, 0, 1, 0, w.seen1);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen0.returned === 1 && w.seen1.returned === 1,
  },
  sometimes: {
    'both glocks are held': (w) => w.glock_a.gl_holders[0].holder && w.glock_b.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-3',
      by: 'Andreas Gruenbacher',
      thread: 'fails',
      variant: 'v5.14',
      expect: { 'NO-DEADLOCK': 'fails' },
    },
    {
      id: '2021/G-4',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.14+v5',
      expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
    },
    {
      id: '2021/G-26',
      rows: [
        { by: 'Andreas Gruenbacher', thread: 'holds', variant: 'v5.16', expect: { 'NO-DEADLOCK': 'fails' } },
        { by: 'derived', thread: 'derived', variant: 'v5.16+demotes-first', expect: { 'NO-DEADLOCK': 'holds' } },
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.18',
          expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        },
      ],
    },
  ],
});
