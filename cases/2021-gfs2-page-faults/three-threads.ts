// SPDX-License-Identifier: GPL-2.0-only
// Three threads of one process: one does direct I/O, one touches a page of the same file, one maps or unmaps something. Faults
// take mmap_lock and then the glock. Who gets at pages without faulting, but not without mmap_lock, takes them the other way round.

import { scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { vm_munmap } from 'faultline/linux/mm/mmap.ts';
import { load, pwrite_direct } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write(), a page fault on the same file, and mmap(), in one process',
  thread: 'nobody; Andreas Gruenbacher, 2021-08-19, has FOLL_NOFAULT fix generic/208',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 2));
    const page0 = new page();
    format(mapping, glock, page0, page0, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    const mm = new mm_struct(zero_page);
    const buffer = new vm_area_struct(mm, 0, 1, null, null);
    const window = new vm_area_struct(mm, 1, 2, fd, gfs2_vm_ops);
    mmap(mm, 0, buffer);
    mmap(mm, 1, window);
    return { disk, glock, mapping, page0, fd, zero_page, mm, buffer, window, seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite_direct(w.fd, w.mm, 0, 1, 0, w.seen);
    },
    'CPU1 toucher'(w) {
      load(w.mm, 2);
    },
    'CPU2 mapper'(w) {
      vm_munmap(w.mm);
    },
  },
  sometimes: {
    'a fault waits for the glock': (w) => w.glock.gl_holders[0].pid === 1 && w.glock.gl_holders[1].pid === 2,
  },
  claims: [
    { id: '2021/G-11', by: 'derived', thread: 'derived', variant: 'v5.14', expect: { 'NO-DEADLOCK': 'fails' } },
    { id: '2021/G-11', by: 'derived', thread: 'derived', variant: 'v5.14+v5', expect: { 'NO-DEADLOCK': 'holds' } },
    {
      id: '2021/G-11',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.14+v5+FOLL_NOFAULT',
      expect: { 'NO-DEADLOCK': 'fails' },
    },
    { id: '2021/G-11', by: 'derived', thread: 'derived', variant: 'v5.16', expect: { 'NO-DEADLOCK': 'fails' } },
    { id: '2021/G-11', by: 'derived', thread: 'derived', variant: 'v5.18', expect: { 'NO-DEADLOCK': 'fails' } },
    { id: '2021/G-11', by: 'derived', thread: 'derived', variant: 'v5.18+unfair', expect: { 'NO-DEADLOCK': 'holds' } },
  ],
});
