// SPDX-License-Identifier: GPL-2.0-only
// A direct write(2) from memory that the program has never touched: generic/208. Faulting it in for reading maps the shared zero
// page, which a walk without locks does not take.

import { scenario } from 'faultline';
import { ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pwrite_direct } from './calls.ts';
import { format, mmap, seen } from './world.ts';

export default scenario({
  title: 'direct write() from memory that was never touched',
  thread: 'Andreas Gruenbacher, 2021-08-03: gfs2: Fix mmap + page fault deadlocks, cover letter',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 2));
    const page0 = new page();
    format(mapping, glock, page0, page0, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    zero_page.cells[0] = ZERO;
    zero_page.cells[1] = ZERO;
    const mm = new mm_struct(zero_page);
    const buffer = new vm_area_struct(mm, 0, 1, null, null);
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, fd, zero_page, mm, buffer, seen: new seen() };
  },
  threads: {
    'CPU0 writer'(w) {
      pwrite_direct(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen.returned === 2,
    'ZEROES-WRITTEN': (w) => w.disk.blocks[0] === ZERO && w.disk.blocks[1] === ZERO,
  },
  sometimes: {
    'the buffer is the zero page': (w) => w.mm.pte[0].page === w.zero_page,
  },
  claims: [
    {
      id: '2021/G-6',
      by: 'Andreas Gruenbacher',
      thread: 'fails',
      variant: 'v5.14+v5',
      expect: { 'NO-LIVELOCK': 'fails' },
    },
    {
      id: '2021/G-8',
      by: 'Linus Torvalds',
      thread: 'fails',
      variant: 'v5.14+v5+no-GUP-fast',
      expect: { 'NO-LIVELOCK': 'fails' },
    },
    {
      id: '2021/G-10',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: 'v5.14+v5+FOLL_NOFAULT',
      expect: { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds', 'ZEROES-WRITTEN': 'holds' },
    },
    {
      id: '2021/G-8',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: 'v5.14+v5+FOLL_NOFAULT+no-GUP-fast',
      expect: { 'NO-LIVELOCK': 'holds' },
    },
    {
      id: '2021/G-10',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.18',
      expect: { 'NO-LIVELOCK': 'holds', 'ZEROES-WRITTEN': 'holds' },
    },
  ],
});
