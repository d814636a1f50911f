// SPDX-License-Identifier: GPL-2.0-only
// A page that two processes have mapped and stored to is written back, and one of them stores again: every mapping is made
// read-only before the page counts as clean, so the store is a fault and the next writeback has it.

import { pool, scenario, waitUntil } from 'faultline';
import { user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { fuse_file_vm_ops, fuse_wait_on_page_writeback, fuse_writepages } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { mm_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { fuse_file } from './fuse-file.ts';
import { serve } from './server.ts';
import { NEW, OLD, STORED } from './values.ts';
import { cached, mapped_before } from './world.ts';

export default scenario({
  title: 'fuse: writeback of a page that two processes have mapped writable',
  thread: 'derived from page_mkclean()',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(1, OLD, 2, 1);
    const { m, mapping, fd } = one;
    pool(fuse_req, 1);
    const other_mm = new mm_struct();
    const other = new vm_area_struct(other_mm, fd, fuse_file_vm_ops, 1);
    const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 1, 0, true, other);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, NEW, true);
    mapped_before(vma, m.page0, 0, true);
    mapped_before(other, m.page0, 0, true);
    return { ...one, other };
  },
  threads: {
    'CPU0 writeback'(w) {
      fuse_writepages(w.mapping);
      fuse_wait_on_page_writeback(w.inode, 0);
      waitUntil(() => w.page0.cells[0] === STORED);
      fuse_writepages(w.mapping);
      fuse_wait_on_page_writeback(w.inode, 0);
    },
    'CPU1 the other process'(w) {
      user_store(w.other, 0, STORED);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  atEnd: {
    WRITTEN: (w) => w.disk.blocks[0] === STORED,
  },
  sometimes: {
    'the store comes after the first writeback': (w) => w.disk.blocks[0] === NEW && w.page0.cells[0] === STORED,
  },
  claims: [
    {
      id: '2020/X12',
      by: 'Faultline',
      thread: 'derived',
      property: 'WRITTEN',
      expect: { 'v5.9': 'holds', 'v5.9+first-mapping-only': 'fails' },
    },
  ],
});
