// SPDX-License-Identifier: GPL-2.0-only
// Two nodes, two files: each node has one of them cached, and reads it without the glock, into a mapping of the other. Each fault
// needs what the other node has; giving it up empties the cache that the reader there copies from.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { glock_work_func } from 'faultline/linux/fs/gfs2/glock.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread } from './calls.ts';
import { cached, format, mmap, seen } from './world.ts';

export default scenario({
  title: 'two nodes read two files without the glock, each into a mapping of the other one',
  thread: 'Andreas Gruenbacher, 2022, in 52f3f033a5db',
  kernel: 'v5.16',
  world() {
    const disk_a = new block_device();
    const disk_b = new block_device();
    const a_on_0 = new gfs2_glock(LM_ST.SHARED);
    const a_on_1 = new gfs2_glock(LM_ST.UNLOCKED);
    const b_on_0 = new gfs2_glock(LM_ST.UNLOCKED);
    const b_on_1 = new gfs2_glock(LM_ST.SHARED);
    a_on_0.peer = a_on_1;
    a_on_1.peer = a_on_0;
    b_on_0.peer = b_on_1;
    b_on_1.peer = b_on_0;
    const mapping_a0 = new address_space(new inode(a_on_0, disk_a, 1));
    const mapping_a1 = new address_space(new inode(a_on_1, disk_a, 1));
    const mapping_b0 = new address_space(new inode(b_on_0, disk_b, 1));
    const mapping_b1 = new address_space(new inode(b_on_1, disk_b, 1));
    const page_a0 = new page();
    const page_a1 = new page();
    const page_b0 = new page();
    const page_b1 = new page();
    format(mapping_a0, a_on_0, page_a0, page_a0, disk_a);
    format(mapping_a1, a_on_1, page_a1, page_a1, disk_a);
    format(mapping_b0, b_on_0, page_b0, page_b0, disk_b);
    format(mapping_b1, b_on_1, page_b1, page_b1, disk_b);
    cached(mapping_a0, 0);
    cached(mapping_b1, 0);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    const a0 = new file(mapping_a0);
    const b1 = new file(mapping_b1);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 1, new file(mapping_b0), gfs2_vm_ops));
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, new file(mapping_a1), gfs2_vm_ops));
    return {
      disk_a,
      disk_b,
      a_on_0,
      a_on_1,
      b_on_0,
      b_on_1,
      page_a0,
      page_a1,
      page_b0,
      page_b1,
      a0,
      b1,
      mm0,
      mm1,
      seen0: new seen(),
      seen1: new seen(),
    };
  },
  threads: {
    'CPU0 on node 0'(w) {
      pread(w.a0, w.mm0, 0, 1, 0, w.seen0);
    },
    'CPU1 on node 1'(w) {
      pread(w.b1, w.mm1, 0, 1, 0, w.seen1);
    },
  },
  daemons: {
    'node 0 gives a up'(w) {
      glock_work_func(w.a_on_0);
    },
    'node 1 gives a up'(w) {
      glock_work_func(w.a_on_1);
    },
    'node 0 gives b up'(w) {
      glock_work_func(w.b_on_0);
    },
    'node 1 gives b up'(w) {
      glock_work_func(w.b_on_1);
    },
  },
  sometimes: {
    'both nodes want what the other one has': (w) =>
      w.a_on_1.gl_req === LM_ST.EXCLUSIVE && w.b_on_0.gl_req === LM_ST.EXCLUSIVE,
  },
  claims: [
    {
      id: '2021/G-25',
      by: 'Andreas Gruenbacher',
      rows: [
        { thread: 'fails', variant: 'v5.16', expect: { 'NO-DEADLOCK': 'holds' } },
        { thread: 'fails', variant: 'v5.16+waits-for-references', expect: { 'NO-DEADLOCK': 'fails' } },
        { thread: 'holds', variant: 'v5.18+waits-for-references', expect: { 'NO-DEADLOCK': 'holds' } },
      ],
    },
  ],
});
