// SPDX-License-Identifier: GPL-2.0-only
// read(2) into two pages, each of which is a gap, was never touched, or is mapped: all layouts.

import { choose, type int, scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread } from './calls.ts';
import { filled, format, mmap, NEW, seen } from './world.ts';

class layout {
  first: int<0, 2> = 0;
  second: int<0, 2> = 0;
}

export default scenario({
  title: 'read() into two pages, of all layouts',
  thread: 'Linus Torvalds, 2021-08-03: Re: [PATCH v5 03/12] Turn fault_in_pages_{readable,writeable} into ...',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const mm = new mm_struct(new page());
    const memory0 = new page();
    const memory1 = new page();
    const layout_ = new layout();
    layout_.first = choose(3);
    layout_.second = choose(3);
    if (layout_.first === 2) filled(mm, 0, memory0, NEW);
    if (layout_.second === 2) filled(mm, 1, memory1, NEW);
    mm.anon[0] = memory0;
    mm.anon[1] = memory1;
    if (layout_.first > 0) mmap(mm, 0, new vm_area_struct(mm, 0, 1, null, null));
    if (layout_.second > 0) mmap(mm, 1, new vm_area_struct(mm, 1, 2, null, null));
    return { disk, glock, mapping, page0, page1, fd, mm, memory0, memory1, layout: layout_, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread(w.fd, w.mm, 0, 4, 0, w.seen);
    },
  },
  outcomes: {
    first: (w) => w.layout.first,
    second: (w) => w.layout.second,
    returned: (w) => w.seen.returned,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/G-16',
      expect: { 'NO-LIVELOCK': 'holds', 'NO-DEADLOCK': 'holds' },
      rows: [
        { by: 'Andreas Gruenbacher', thread: 'holds', variant: 'v5.16' },
        { by: 'derived', thread: 'derived', variant: 'v5.18' },
      ],
    },
    {
      id: '2021/G-24',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: 'v5.14+v5+leftover',
      as: 'v5.14+v5',
      property: 'SAME-OUTCOMES',
      expect: 'holds',
    },
  ],
});
