// SPDX-License-Identifier: GPL-2.0-only
// A fault that maps a file's huge page by a small entry, and mlock() in a process that maps it as a whole. A huge page that
// is mapped by small entries must not stay mlocked.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations, generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { follow_trans_huge_pmd } from 'faultline/linux/mm/huge_memory.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { access, seen, touch } from './access.ts';
import { cached } from './world.ts';

export default scenario({
  title: 'a huge page of a file: mapped by a small entry, and mlocked',
  thread: 'Matthew Wilcox, 2020-10-14: every step is atomic. Kirill A. Shutemov, 2020-10-15: FOLL_MLOCK',
  kernel: 'v5.9',
  world() {
    const sb = new super_block();
    const memory = new pglist_data();
    const huge = new page(false, true);
    const mm = new mm_struct();
    memory.node_mem_map[0] = huge;
    const inode_ = new inode(sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(mm, fd, generic_file_vm_ops, 1, 0, false);
    mapping.i_mmap[0] = vma;
    cached(mapping, huge, 0);
    const load = new access(false);
    const seen_ = new seen();
    return { inode: inode_, mapping, mm, vma, huge, load, seen: seen_ };
  },
  threads: {
    'CPU0 load'(w) {
      touch(w.vma, w.load, w.seen);
    },
    'CPU1 mlock'(w) {
      follow_trans_huge_pmd(w.huge);
      w.seen.removed = true;
    },
  },
  atEnd: {
    'SPLIT-NOT-MLOCKED': (w) => !(w.huge.mlocked && w.mm.pte[0].page === w.huge),
  },
  sometimes: {
    'the page is mlocked': (w) => w.huge.mlocked,
    'the page is mapped by a small entry': (w) => w.mm.pte[0].page === w.huge,
    'mlock does not want it any more': (w) => w.seen.removed && w.huge.double_map && !w.huge.mlocked,
  },
  claims: [
    {
      id: '2020/T14',
      by: 'Kirill A. Shutemov',
      thread: 'holds',
      expect: { 'v5.9': { 'SPLIT-NOT-MLOCKED': 'holds', ASSERTS: 'holds' }, '+p4': { 'SPLIT-NOT-MLOCKED': 'holds' } },
    },
    {
      id: '2020/T13',
      by: 'Matthew Wilcox',
      thread: 'open',
      variant: '+L7c',
      property: 'SPLIT-NOT-MLOCKED',
      expect: 'fails',
    },
    {
      id: '2020/T14',
      by: 'Kirill A. Shutemov',
      rows: [
        { thread: 'fails', variant: '+L7c', expect: { 'SPLIT-NOT-MLOCKED': 'fails', ASSERTS: 'fails' } },
        {
          thread: 'derived',
          property: 'SPLIT-NOT-MLOCKED',
          expect: { '+L7c+mlock-retest': 'holds', '+mlock-unlocked': 'fails' },
        },
        {
          thread: 'derived',
          property: 'SPLIT-NOT-MLOCKED',
          memory: 'weak',
          expect: { 'v5.9': 'holds', '+L7c+mlock-retest': 'fails', '+mlock-unlocked': 'fails' },
        },
      ],
    },
  ],
});
