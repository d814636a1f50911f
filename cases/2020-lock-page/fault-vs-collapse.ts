// SPDX-License-Identifier: GPL-2.0-only
// A page fault and khugepaged, which replaces the page by a huge one.

import { choose, maybe, scenario } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { collapse_file } from 'faultline/linux/mm/khugepaged.ts';
import { access, is_shared, STORE_SHARED, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_before, one_file } from './world.ts';

export default scenario({
  title: 'khugepaged collapses the page, and a page fault',
  thread: 'Hugh Dickins, 2020-10-14: only VM_BUG_ON_PAGE(page_mapped) in collapse_file had to go',
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
    'CPU1 khugepaged'(w) {
      collapse_file(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: {
    'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
    'the page is replaced': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
    'khugepaged gives up': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page0,
  },
  claims: [
    {
      id: '2020/T8',
      by: 'Hugh Dickins',
      thread: 'derived',
      expect: {
        'v5.9': { ASSERTS: 'holds', 'Q-MAPPED': 'holds' },
        '+p4+collapse-no-freeze': { ASSERTS: 'fails' },
        '+collapse-no-freeze': { ASSERTS: 'fails' },
      },
    },
    { id: '2020/T8', by: 'Hugh Dickins', thread: 'fails', variant: '+p4', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T8',
      by: 'Hugh Dickins',
      thread: 'holds',
      expect: {
        '+p4': { 'Q-MAPPED': 'holds', COUNTS: 'holds', COHERENT: 'holds' },
        '+p4+collapse-no-assert': { ASSERTS: 'holds', 'Q-MAPPED': 'holds' },
      },
    },
    {
      by: 'Linus Torvalds',
      property: 'Q-MAPPED',
      expect: 'holds',
      rows: [
        { id: '2020/T6', thread: 'derived', variant: '+p4+p4-no-recheck' },
        { id: '2020/T4', thread: 'holds', variant: '+p1+p2+p3' },
      ],
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a': 'holds', '+L7b': 'holds' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7c',
      expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'fails', 'INV-INSERT': 'holds' },
    },
    { id: '2020/X5', by: 'derived', thread: 'derived', variant: '+L7c', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+L7c+collapse-no-assert',
      property: 'ASSERTS',
      expect: 'holds',
    },
  ],
});
