// SPDX-License-Identifier: GPL-2.0-only
// The race that Andrea Arcangeli found: a fault has looked the page up and not mapped it yet when invalidation, which
// finds it unmapped, takes it out of the cache. A second process then gets another page for the same place of the file.

import { choose, scenario } from 'faultline';
import { user_load } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { mm_struct } from 'faultline/linux/include/linux/sched.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { mapped_file } from './one-file.ts';
import { coherent, inv_insert, inv_remove, q_mapped } from './properties.ts';
import { OLD } from './values.ts';
import { cached, mapped_before } from './world.ts';

export default scenario({
  title: 'invalidate_inode_pages2() and page faults of two processes',
  thread: 'Nick Piggin, 2006-10-10: mm: fault vs invalidate/truncate race fix',
  kernel: 'v2.6.20',
  world() {
    const one = mapped_file(3, OLD);
    const { m, mapping, fd } = one;
    const other_mm = new mm_struct();
    const other_vma = new vm_area_struct(other_mm, fd, generic_file_vm_ops, 1);
    mapping.i_mmap[1] = other_vma;
    // Not cached; cached; cached, and the other process has it mapped.
    const before = choose(3);
    if (before > 0) cached(mapping, m.page0, 0, OLD, true);
    if (before > 1) mapped_before(other_vma, m.page0, 0);
    return { ...one, other_mm, other_vma };
  },
  threads: {
    'CPU0 load'(w) {
      w.seen.first = user_load(w.vma, 0);
    },
    'CPU1 invalidate'(w) {
      invalidate_inode_pages2(w.mapping);
    },
    'CPU2 load (another process)'(w) {
      w.seen.second = user_load(w.other_vma, 0);
    },
  },
  always: {
    'INV-REMOVE': (w) => inv_remove(w.mapping),
    'INV-INSERT': (w) => inv_insert(w.vma) && inv_insert(w.other_vma),
  },
  atEnd: {
    'Q-MAPPED': (w) => q_mapped(w.vma) && q_mapped(w.other_vma),
    COHERENT: (w) => coherent(w.vma, w.other_vma),
  },
  sometimes: {
    'the page is invalidated': (w) => w.mapping.page_tree[0] === null && w.seen.first === OLD && w.seen.second === OLD,
    'both processes map the page': (w) => w.mm.pte[0].page !== null && w.other_mm.pte[0].page !== null,
  },
  claims: [
    {
      id: '2006/P1',
      by: 'Nick Piggin',
      rows: [
        { thread: 'fails', variant: 'v2.6.20', expect: { 'Q-MAPPED': 'fails', COHERENT: 'fails' } },
        { thread: 'derived', variant: 'v2.6.18', expect: { 'Q-MAPPED': 'holds', COHERENT: 'holds' } },
      ],
    },
    {
      id: '2006/P3',
      by: 'Nick Piggin',
      thread: 'holds',
      variant: 'v2.6.23',
      expect: {
        'INV-REMOVE': 'holds',
        'INV-INSERT': 'holds',
        'Q-MAPPED': 'holds',
        COHERENT: 'holds',
        ASSERTS: 'holds',
      },
    },
    {
      id: '2006/P3',
      by: 'Nick Piggin',
      thread: 'derived',
      expect: {
        'v2.6.23+early-unlock': { ASSERTS: 'fails' },
        'v2.6.23+no-unmap-in-invalidate': { 'INV-REMOVE': 'fails' },
      },
    },
    {
      id: '2006/PC3',
      rows: [
        { by: 'Mark Fasheh', thread: 'derived', variant: 'v2.6.20', property: 'NO-LIVELOCK', expect: 'fails' },
        {
          by: 'Mark Fasheh',
          thread: 'open',
          property: 'NO-LIVELOCK',
          expect: {
            'v2.6.23+while-mapped': 'holds',
            'v2.6.23+while-mapped+unlocked-nopage+nopage-not-locked+no-BUG_ON': 'fails',
          },
        },
        {
          by: 'Nick Piggin',
          thread: 'derived',
          expect: {
            'v2.6.23': { 'NO-LIVELOCK': 'holds' },
            'v2.6.23+unlocked-nopage': { ASSERTS: 'holds', 'INV-INSERT': 'fails' },
            'v2.6.23+unlocked-nopage+nopage-not-locked': { ASSERTS: 'fails' },
          },
        },
      ],
    },
  ],
});
