// SPDX-License-Identifier: GPL-2.0-only
// A page fault and a hole punched where the page is: like truncation, but the file keeps its size, private copies stay, and
// nothing is unmapped a second time.

import { choose, maybe, scenario } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { truncate_pagecache_range } from 'faultline/linux/mm/truncate.ts';
import { access, is_shared, STORE_SHARED, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_before, one_file } from './world.ts';

export default scenario({
  title: 'fallocate(PUNCH_HOLE) and a page fault',
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
    'CPU1 punch hole'(w) {
      truncate_pagecache_range(w.mapping, 0, 1);
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
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', 'INV-REMOVE': 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+mkwrite-no-recheck',
      property: 'Q-MAPPED',
      expect: 'fails',
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+p1+p2+p3',
      property: 'Q-MAPPED',
      expect: 'holds',
    },
    { id: '2020/T9', by: 'Kirill A. Shutemov', thread: 'fails', variant: '+p4', property: 'Q-MAPPED', expect: 'fails' },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a': 'fails', '+L7b': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7c',
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', ASSERTS: 'fails', 'INV-REMOVE': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: {
        '+L7c+L7c-mapping-first': 'fails',
        '+L7c+L7c-no-lock-test': 'fails',
        '+L7c+L7c-count-last': 'fails',
        '+L7c+L7c-no-ptl': 'fails',
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      variant: '+L7c',
      rows: [
        { thread: 'holds', expect: { COUNTS: 'holds', COHERENT: 'holds' } },
        { thread: 'derived', property: 'NO-DEADLOCK', expect: 'holds' },
      ],
    },
  ],
});
