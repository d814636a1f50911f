// SPDX-License-Identifier: GPL-2.0-only
// A lockless walk, and a huge page that is split under it. The PTE is gone for a moment, and then it is what it was.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { lockless_pages_from_mm, page_folio } from 'faultline/linux/mm/gup.ts';
import { split_huge_page } from 'faultline/linux/mm/huge_memory.ts';
import { machine, mapped, start } from './world.ts';

export default scenario({
  title: 'a lockless walk and a huge page that is split',
  thread: 'Jann Horn and Matthew Wilcox, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, false);
    // The second page of a huge page of two: whoever holds it holds the first.
    mapped(vma, m.b);
    m.b.compound_head = m.a;
    m.b._refcount = 0;
    m.a.buddy = false;
    m.a._refcount = 2;
    return {
      m,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      vma,
      cpu0: m.cpu0,
      head: m.a,
      tail: m.b,
      walk: m.walk,
    };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_from_mm(w.mm, 0, w.walk);
    },
    'CPU1 split'(w) {
      split_huge_page(w.vma, 0, w.tail);
    },
  },
  always: {
    FOLIO: (w) => w.walk.returned === null || w.walk.held === page_folio(w.walk.returned),
  },
  atEnd: {
    COUNTS: (w) =>
      w.head._refcount + w.tail._refcount === (w.walk.returned === null ? 2 : 3) &&
      (w.tail.compound_head === null || w.tail._refcount === 0),
  },
  sometimes: {
    'the walk holds the first page': (w) => w.walk.returned !== null && w.walk.held === w.head,
    'the walk holds the second page': (w) => w.walk.returned !== null && w.walk.held === w.tail,
    'the walk held the wrong one for a moment': (w) => w.walk.grabbed === w.head && w.tail.compound_head === null,
  },
  claims: [
    { id: '2022/T-8', by: 'Jann Horn', thread: 'holds', variant: 'v6.0', property: 'FOLIO', expect: 'holds' },
    { id: '2022/T-8', by: 'Jann Horn', thread: 'derived', variant: 'v6.0', property: 'COUNTS', expect: 'holds' },
    {
      id: '2022/T-8',
      by: 'Jann Horn',
      thread: 'fails',
      variant: '+no-folio-check',
      property: 'FOLIO',
      expect: 'fails',
    },
  ],
});
