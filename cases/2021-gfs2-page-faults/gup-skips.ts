// SPDX-License-Identifier: GPL-2.0-only
// GUP of three pages, of which the middle one is memory without pages. What if it passed over that one?

import { type ghost, scenario } from 'faultline';
import { gfs2_vm_ops } from 'faultline/linux/fs/gfs2/file.ts';
import { mm_struct, page, task_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { get_user_pages_fast, page_array } from 'faultline/linux/mm/gup.ts';
import { filled, mmap, NEW } from './world.ts';

class found {
  second: ghost<page | null> = null;
}

export default scenario({
  title: 'GUP of three pages, of which the middle one has none',
  thread: 'Andreas Gruenbacher, 2021-08-19: Re: [PATCH v5 00/12] gfs2: Fix mmap + page fault deadlocks',
  kernel: 'v5.14',
  world() {
    const mm = new mm_struct(new page());
    const memory0 = new page();
    const memory2 = new page();
    filled(mm, 0, memory0, NEW);
    filled(mm, 2, memory2, NEW);
    mm.pte[1] = { page: null, special: true, write: true };
    mmap(mm, 0, new vm_area_struct(mm, 0, 1, null, null));
    mmap(mm, 1, new vm_area_struct(mm, 1, 2, null, gfs2_vm_ops, true));
    mmap(mm, 2, new vm_area_struct(mm, 2, 3, null, null));
    return { mm, memory0, memory2, found: new found() };
  },
  threads: {
    CPU0(w) {
      const current = new task_struct(w.mm);
      const pages = new page_array();
      get_user_pages_fast(current, 0, 3, 0, pages);
      const second = pages.page[1];
      w.found.second = second;
    },
  },
  atEnd: {
    'IN-PLACE': (w) => w.found.second === null,
  },
  sometimes: {
    'mmap_lock is held': (w) => w.mm.mmap_lock.readers > 0,
  },
  claims: [
    {
      id: '2021/G-14',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', variant: 'v5.14', expect: { 'IN-PLACE': 'holds' } },
        { thread: 'fails', variant: 'v5.14+GUP-skips', expect: { 'IN-PLACE': 'fails' } },
      ],
    },
  ],
});
