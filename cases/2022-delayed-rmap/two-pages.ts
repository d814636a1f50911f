// SPDX-License-Identifier: GPL-2.0-only
// munmap() of two pages of a file, more than a batch of the gather takes, while the program stores to the first one and another
// process calls fsync() or truncates the file. Which mapcounts are still to be dropped when the page-table lock is let go?

import { type bool, maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import {
  counted,
  counts,
  fs_contract,
  fsync_keeps,
  held,
  no_lost_store,
  removed_unmapped,
  tlb_not_freed,
} from './properties.ts';
import { FIRST, OLD } from './values.ts';
import { cached_dirty, fsync, machine, mapped_dirty, start, store } from './world.ts';

/** Which of the scenarios it is. */
class plan {
  constructor(
    readonly second_dirty: bool,
    readonly truncate: bool,
  ) {}
}

export default scenario({
  title: 'munmap() of two pages',
  thread: 'Linus Torvalds, 2022-11-08: mm: delay page_remove_rmap() until after the TLB has been flushed',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, 2 * PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 2);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 2);
    const plan_ = new plan(maybe(), maybe());
    cached_dirty(mapping, m.page0);
    mapped_dirty(vma, m.page0);
    m.page1.index = 1;
    cached_dirty(mapping, m.page1);
    mapped_dirty(vma, m.page1);
    m.sb.s_bdev.blocks[1] = OLD;
    if (!plan_.second_dirty) {
      m.page1.dirty = false;
      m.mm.pte[1] = { page: m.page1, write: false, dirty: false };
    }
    m.mm.cpus[0] = m.cpu0;
    m.cpu0.tlb[0] = m.mm.pte[0];
    return {
      m,
      inode: inode_,
      fd,
      mapping,
      mm: m.mm,
      vma,
      cpu0: m.cpu0,
      page0: m.page0,
      page1: m.page1,
      disk: m.sb.s_bdev,
      plan: plan_,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 fsync, truncate'(w) {
      if (w.plan.truncate) truncate_setsize(w.mapping, 0);
      else fsync(w.mapping, w.seen);
    },
  },
  always: {
    P2: (w) => w.plan.truncate || fsync_keeps(w.mapping, w.seen),
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
    HELD: (w) => held(w.page0) && held(w.page1),
    'NONE-PENDING': (w) => w.mm.page_table_lock.held || (counted(w.mm, w.page0) && counted(w.mm, w.page1)),
  },
  atEnd: {
    P1: (w) => w.plan.truncate || no_lost_store(w.mapping, w.mm, w.seen),
    COUNTED: (w) => counted(w.mm, w.page0) && counted(w.mm, w.page1),
  },
  sometimes: {
    'both pages are still counted when their PTEs are gone': (w) =>
      w.plan.second_dirty &&
      w.mm.pte[0].page === null &&
      w.mm.pte[1].page === null &&
      w.page0._mapcount + w.page1._mapcount === 2,
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page leaves the cache before the unmap is done': (w) => w.mapping.i_pages[0] === null && !w.seen.unmapped,
  },
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
