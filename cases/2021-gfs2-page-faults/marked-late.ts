// SPDX-License-Identifier: GPL-2.0-only
// A store through a mapping, while the other node wants to read the file. gfs2_page_mkwrite() lets the glock go and then marks the page
// dirty; its caller maps the page writable after that. Who gives the glock up in between finds nothing to write back and nothing to unmap.

import { type bool, scenario, waitUntil } from 'faultline';
import { __put_user } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { glock_work_func } from 'faultline/linux/fs/gfs2/glock.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, task_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread, pwrite } from './calls.ts';
import { filled, format, mmap, NEW, OTHER, seen } from './world.ts';

export class done {
  stored: bool = false;
}

export default scenario({
  title: 'a store through a mapping on one node, and a reader on another',
  thread: 'derived from gfs2_page_mkwrite() and inode_go_sync()',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock0 = new gfs2_glock(LM_ST.EXCLUSIVE);
    const glock1 = new gfs2_glock(LM_ST.UNLOCKED);
    glock0.peer = glock1;
    glock1.peer = glock0;
    const mapping0 = new address_space(new inode(glock0, disk, 2));
    const mapping1 = new address_space(new inode(glock1, disk, 2));
    const page0 = new page();
    const there0 = new page();
    format(mapping0, glock0, page0, new page(), disk);
    format(mapping1, glock1, there0, new page(), disk);
    const fd0 = new file(mapping0);
    const fd1 = new file(mapping1);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 1, fd0, gfs2_vm_ops));
    filled(mm1, 0, new page(), OTHER);
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, null, null));
    return { disk, glock0, glock1, page0, there0, fd0, fd1, mm0, mm1, done: new done(), seen1: new seen() };
  },
  threads: {
    'CPU0 on node 0'(w) {
      const current = new task_struct(w.mm0);
      __put_user(current, 0, NEW);
      w.done.stored = true;
    },
    'CPU1 on node 1'(w) {
      pread(w.fd1, w.mm1, 0, 1, 0, w.seen1);
      // Later it takes the glock for good, with a write() of the other cell of the page.
      waitUntil(() => w.done.stored);
      pwrite(w.fd1, w.mm1, 1, 1, 1, w.seen1);
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
    'STORE-STAYS': (w) => w.there0.cells[0] === NEW,
  },
  sometimes: {
    'the page is mapped writable': (w) => w.mm0.pte[0].write,
    'the other node has read the file before': (w) => w.there0.uptodate && !w.done.stored,
  },
  claims: [
    {
      id: '2021/X5',
      by: 'Faultline',
      thread: 'derived',
      property: 'STORE-STAYS',
      expect: {
        'v5.14': 'fails',
        'v5.14+marks-first': 'holds',
        'v5.18': 'fails',
        'v5.18+marks-first': 'holds',
      },
    },
  ],
});
