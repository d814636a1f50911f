// SPDX-License-Identifier: GPL-2.0-only
// A request of two pages, of which the second has to be faulted in, and a write(2) of another process, which wants the glock just
// then. 5.16 lets him take it away; 5.18 has given it back before.

import { choose, type int, scenario } from 'faultline';
import { gfs2_glock } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pread, pread_direct, pwrite, pwrite_direct } from './calls.ts';
import { any_state, filled, format, mmap, NEW, OTHER, RUNNING, seen } from './world.ts';

const READ = 0;
const WRITE = 1;
const DIRECT_READ = 2;

/** Which request it is. */
class asked {
  constructor(readonly request: int<0, 3>) {}
}

export default scenario({
  title: 'a request in two parts, and write() of another process to the same file',
  thread: 'Andreas Gruenbacher, 2021 and 2022, in dc732906c245 and e1fa9ea85ce8',
  kernel: 'v5.16',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(any_state());
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    const mm0 = new mm_struct(zero_page);
    const mm1 = new mm_struct(zero_page);
    filled(mm0, 0, new page(), NEW);
    mm0.anon[1] = new page();
    filled(mm1, 0, new page(), OTHER);
    mmap(mm0, 0, new vm_area_struct(mm0, 0, 2, null, null));
    mmap(mm1, 0, new vm_area_struct(mm1, 0, 1, null, null));
    return {
      asked: new asked(choose(4)),
      disk,
      glock,
      mapping,
      page0,
      page1,
      fd,
      mm0,
      mm1,
      seen0: new seen(),
      seen1: new seen(),
    };
  },
  threads: {
    'CPU0 in two parts'(w) {
      if (w.asked.request === READ) pread(w.fd, w.mm0, 0, 4, 0, w.seen0);
      else if (w.asked.request === WRITE) pwrite(w.fd, w.mm0, 0, 4, 0, w.seen0);
      else if (w.asked.request === DIRECT_READ) pread_direct(w.fd, w.mm0, 0, 4, 0, w.seen0);
      else pwrite_direct(w.fd, w.mm0, 0, 4, 0, w.seen0);
    },
    'CPU1 writer'(w) {
      pwrite(w.fd, w.mm1, 0, 1, 0, w.seen1);
    },
  },
  atEnd: {
    'READ-ALL': (w) => w.asked.request !== READ || w.seen0.returned === 4,
    'WRITE-ALL': (w) => w.asked.request !== WRITE || w.seen0.returned === 4,
    'DIRECT-ALL': (w) => w.asked.request === READ || w.asked.request === WRITE || w.seen0.returned === 4,
  },
  sometimes: {
    'the other process holds the glock before the request is done': (w) =>
      w.glock.gl_holders[0].pid === 2 && w.glock.gl_holders[0].holder && w.seen0.returned === RUNNING,
  },
  claims: [
    {
      id: '2021/G-26',
      by: 'Andreas Gruenbacher',
      rows: [
        { thread: 'fails', variant: 'v5.16', expect: { 'READ-ALL': 'holds', 'WRITE-ALL': 'holds' } },
        {
          thread: 'holds',
          variant: 'v5.16',
          expect: { 'DIRECT-ALL': 'holds', 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds' },
        },
        { thread: 'fails', variant: 'v5.16+0befb8511e6a', expect: { 'READ-ALL': 'fails', 'WRITE-ALL': 'fails' } },
        {
          thread: 'holds',
          variant: 'v5.16+0befb8511e6a',
          expect: { 'DIRECT-ALL': 'holds', 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds' },
        },
        { thread: 'holds', variant: 'v5.16+checked', expect: { ASSERTS: 'holds' } },
        { thread: 'holds', variant: 'v5.16+checked+0befb8511e6a', expect: { ASSERTS: 'holds' } },
      ],
    },
    {
      id: '2021/G-26',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.16+checked+no-requeue+0befb8511e6a',
      expect: { ASSERTS: 'fails' },
    },
    {
      id: '2021/G-26',
      by: 'Bob Peterson',
      thread: 'fails',
      variant: 'v5.16+excludes',
      expect: { ASSERTS: 'fails' },
    },
    {
      id: '2021/G-26',
      by: 'Bob Peterson',
      thread: 'holds',
      variant: 'v5.16+0befb8511e6a+excludes',
      expect: { ASSERTS: 'holds' },
    },
    {
      id: '2021/G-26',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      variant: 'v5.18',
      expect: {
        'READ-ALL': 'holds',
        'WRITE-ALL': 'holds',
        'DIRECT-ALL': 'holds',
        'NO-DEADLOCK': 'holds',
        'NO-LIVELOCK': 'holds',
      },
    },
  ],
});
