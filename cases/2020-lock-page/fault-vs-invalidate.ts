// SPDX-License-Identifier: GPL-2.0-only
// A page fault and invalidate_inode_pages2(), as before direct I/O: the page goes whoever holds it, is unmapped only if it looks
// mapped, and BUG_ON says that it is not mapped after that.

import { choose, maybe, scenario } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { access, is_shared, STORE_SHARED, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_before, one_file } from './world.ts';

export default scenario({
  title: 'invalidate_inode_pages2() and a page fault',
  thread: 'Linus Torvalds, Kirill A. Shutemov, 2020-10-13: Some more lock_page work..',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    const kind = choose(4);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1, 0, is_shared(kind));
    // The walk over the mappings of the file meets the other process first.
    const other = new vm_area_struct(m.other_mm, fd, generic_file_vm_ops, 1, 0, true, vma);
    const how = new access(kind >= STORE_SHARED);
    mapping.i_mmap[0] = other;
    // Another process maps it already, or nobody does.
    if (maybe()) mapped_before(other, m.page0);
    return { ...one, other_mm: m.other_mm, vma, other, how };
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 invalidate'(w) {
      invalidate_inode_pages2(w.mapping);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: {
    'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
    'the page is gone': (w) => w.seen.removed && w.mapping.i_pages[0] === null,
    'the page is back': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
  },
  claims: [
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: 'v5.9',
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+p1+p2+p3',
      property: 'Q-MAPPED',
      expect: 'holds',
    },
    {
      id: '2020/T9',
      by: 'Kirill A. Shutemov',
      thread: 'fails',
      variant: '+p4+bug-on-reports',
      property: 'Q-MAPPED',
      expect: 'fails',
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a+bug-on-reports': 'fails', '+L7b+bug-on-reports': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: { '+L7c+bug-on-reports': { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds' }, '+L7c': { ASSERTS: 'fails' } },
    },
    { id: '2020/X5', by: 'derived', thread: 'derived', variant: '+L7c', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: {
        '+L7c+L7c-mapping-first+bug-on-reports': 'fails',
        '+L7c+L7c-no-lock-test+bug-on-reports': 'fails',
        '+L7c+L7c-count-last+bug-on-reports': 'fails',
        '+L7c+L7c-no-ptl+bug-on-reports': 'fails',
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: { '+L7c+bug-on-reports': { COUNTS: 'holds' }, '+L7c': { ASSERTS: 'fails' } },
    },
  ],
});
