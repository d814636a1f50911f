// SPDX-License-Identifier: GPL-2.0-only
// munmap() of two pages of a file, more than a batch of the gather takes, while the program stores to the first one and another
// process calls fsync() or truncates the file. Which mapcounts are still to be dropped when the page-table lock is let go?

import { scenario } from 'faultline';
import { ext4_setattr } from 'faultline/linux/fs/ext4/inode.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import {
  counted,
  counts,
  fs_contract,
  fsync_keeps,
  no_lost_store,
  removed_unmapped,
  tlb_not_freed,
} from './properties.ts';
import { two_mapped, unmapped_in_steps } from './two-mapped.ts';
import { FIRST } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'munmap() of two pages',
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
    P2: (w) => w.plan.truncate || fsync_keeps(w.mapping, w.seen),
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
    'NONE-PENDING': (w) => w.mm.page_table_lock.held || (counted(w.mm, w.page0) && counted(w.mm, w.page1)),
  },
  atEnd: {
    P1: (w) => w.plan.truncate || no_lost_store(w.mapping, w.mm, w.seen),
    COUNTED: (w) => counted(w.mm, w.page0) && counted(w.mm, w.page1),
  },
  sometimes: unmapped_in_steps,
  claims: [
    {
      id: '2022/T-51',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+V8+V9': { P1: 'holds', P2: 'holds', P5: 'holds', P9: 'holds', 'NONE-PENDING': 'holds', COUNTED: 'holds' },
        '+V8+V9+V9-active-only': { P5: 'fails', 'NONE-PENDING': 'fails', COUNTED: 'fails', P1: 'holds', P2: 'holds' },
        '+V6': { 'NONE-PENDING': 'fails' },
      },
    },
    {
      id: '2022/T-48',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+V8',
      expect: { P1: 'holds', P2: 'holds', P3: 'holds', P5: 'holds', P6: 'holds', P9: 'holds', 'NONE-PENDING': 'holds' },
    },
  ],
});
