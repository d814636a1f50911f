// SPDX-License-Identifier: GPL-2.0-only
// munmap() of two pages of a file, as in two-pages.ts: what the gather keeps of each page until after the flush, which is the
// reference that its PTE had, and a bit that says that its mapcount is still to be dropped.

import { scenario } from 'faultline';
import { ext4_setattr } from 'faultline/linux/fs/ext4/inode.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { counted, counts, held } from './properties.ts';
import { two_mapped, unmapped_in_steps } from './two-mapped.ts';
import { FIRST } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'munmap() of two pages, their references and their bits',
  thread: 'Linus Torvalds, 2022-11-08: mm: delay page_remove_rmap() until after the TLB has been flushed',
  kernel: 'v6.0',
  world: two_mapped,
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 fsync, truncate'(w) {
      if (w.plan.truncate) ext4_setattr(w.mapping, 0);
      else fsync(w.mapping, w.seen);
    },
  },
  always: {
    P9: (w) => counts(w.page0) && counts(w.page1),
    HELD: (w) => held(w.page0) && held(w.page1),
  },
  atEnd: {
    COUNTED: (w) => counted(w.mm, w.page0) && counted(w.mm, w.page1),
  },
  sometimes: unmapped_in_steps,
  claims: [
    {
      id: '2022/T-39',
      by: 'David Hildenbrand',
      rows: [
        { thread: 'holds', expect: { '+V6': { HELD: 'holds', P9: 'holds' }, '+V8': { HELD: 'holds' } } },
        {
          thread: 'derived',
          expect: { '+V6+V6-put-first': { HELD: 'fails', P9: 'fails' }, '+V8+V8-put-first': { HELD: 'fails' } },
        },
      ],
    },
    {
      id: '2022/T-40',
      by: 'Alexander Gordeev',
      thread: 'derived',
      variant: '+V8+two-bits',
      expect: { COUNTED: 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2022/T-40',
      expect: 'fails',
      rows: [
        { by: 'Alexander Gordeev', thread: 'fails', variant: '+V8+two-bits+two-bits-any', property: 'ASSERTS' },
        { by: 'Nadav Amit', thread: 'derived', variant: '+V8+two-bits+two-bits-bool', property: 'COUNTED' },
      ],
    },
  ],
});
