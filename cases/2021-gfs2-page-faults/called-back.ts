// SPDX-License-Identifier: GPL-2.0-only
// own-write.ts on one of two nodes: write(2) of a file from a mapping of the same file, while the other node wants the file. Holders that
// may be taken away are taken away when the wish arrives, or when the last one goes who holds the glock for good.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { glock_work_func } from 'faultline/linux/fs/gfs2/glock.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite } from './calls.ts';
import { filled, format, mmap, OTHER, seen } from './world.ts';

export default scenario({
  title: 'write() of a file from a mapping of the same file, and write() of the same file on another node',
  thread: 'derived from gfs2_glock_cb() and gfs2_holder_allow_demote() (dc732906c245)',
  kernel: 'v5.16',
  world() {
    const disk = new block_device();
    const glock0 = new gfs2_glock(LM_ST.EXCLUSIVE);
    const glock1 = new gfs2_glock(LM_ST.UNLOCKED);
    glock0.peer = glock1;
    glock1.peer = glock0;
    const mapping0 = new address_space(new inode(glock0, disk, 4));
    const mapping1 = new address_space(new inode(glock1, disk, 4));
    const page0 = new page();
    const page1 = new page();
    const there0 = new page();
    const there1 = new page();
    format(mapping0, glock0, page0, page1, disk);
    format(mapping1, glock1, there0, there1, disk);
    const fd0 = new file(mapping0);
    const fd1 = new file(mapping1);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 1, fd0, gfs2_vm_ops, false, 1));
    filled(mm1, 0, new page(), OTHER);
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, null, null));
    return { disk, glock0, glock1, page0, page1, there0, fd0, fd1, mm0, mm1, seen0: new seen(), seen1: new seen() };
  },
  threads: {
    'CPU0 on node 0'(w) {
      pwrite(w.fd0, w.mm0, 0, 2, 0, w.seen0);
    },
    'CPU1 on node 1'(w) {
      pwrite(w.fd1, w.mm1, 0, 1, 0, w.seen1);
    },
  },
  daemons: {
    'node 0 gives it up'(w) {
      glock_work_func(w.glock0);
    },
    'node 1 gives it up'(w) {
      glock_work_func(w.glock1);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen0.returned === 2 && w.seen1.returned === 1,
  },
  sometimes: {
    'the other node waits': (w) => w.glock1.gl_req === LM_ST.EXCLUSIVE,
  },
  claims: [
    {
      id: '2021/X4',
      by: 'Faultline',
      thread: 'derived',
      expect: {
        'v5.16': { 'NO-DEADLOCK': 'fails' },
        'v5.18': { 'NO-DEADLOCK': 'holds', 'RETURNS-ALL': 'holds' },
      },
    },
  ],
});
