// SPDX-License-Identifier: GPL-2.0-only
// read(2) into a page of which the second cell has another tag than the pointer. The copy stops there. fault_in_safe_writeable() does
// not touch the memory, and so knows of no tags.

import { scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { filled, format, mmap, NEW, OLD, pread, seen } from './world.ts';

export default scenario({
  title: 'read() into memory of which a part has another tag',
  thread: 'Catalin Marinas, 2021-11-24 to 2022-04-23: Avoid live-lock in fault-in+uaccess loops with sub-page faults',
  kernel: 'v5.18',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 2));
    const page0 = new page();
    format(mapping, glock, page0, page0, disk);
    const fd = new file(mapping);
    const mm = new mm_struct(new page());
    const memory = new page();
    filled(mm, 0, memory, NEW);
    mmap(mm, 0, new vm_area_struct(mm, 0, 1, null, null));
    return { disk, glock, mapping, page0, fd, mm, memory, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ONE': (w) => w.seen.returned === 1,
  },
  sometimes: {
    'the first cell is read': (w) => w.memory.cells[0] === OLD,
  },
  claims: [
    {
      id: '2021/G-29',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.14+mte',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
    },
    {
      id: '2021/G-29',
      by: 'Catalin Marinas',
      thread: 'holds',
      expect: {
        'v5.16+mte': { 'NO-LIVELOCK': 'fails' },
        'v5.18+mte': { 'NO-LIVELOCK': 'fails' },
      },
    },
    {
      id: '2021/G-29',
      by: 'Catalin Marinas',
      thread: 'holds',
      variant: 'v5.18+mte+probes',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
    },
  ],
});
