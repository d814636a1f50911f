// SPDX-License-Identifier: GPL-2.0-only
// Page faults and truncation of the file to nothing. What may stay mapped afterwards?

import { choose, scenario } from 'faultline';
import { do_truncate } from 'faultline/linux/fs/open.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { access, touch } from './access.ts';
import { one_file } from './one-file.ts';
import { counts, eof_cow, eof_shared, inv_insert, inv_remove, maps_copy, q_mapped } from './properties.ts';
import { OLD } from './values.ts';
import { cached, mapped_before } from './world.ts';

export default scenario({
  title: 'truncate() and a page fault',
  thread: 'Nick Piggin, 2006-10-10: mm: fault vs invalidate/truncate race fix',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(3, OLD);
    const { m, mapping, fd } = one;
    // A load; a store through a shared mapping; a store through a private mapping, which gets a copy.
    const how = choose(3);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1, how !== 2);
    const write = new access(how !== 0);
    mapping.i_mmap[0] = vma;
    // Not cached, cached, or cached and mapped read-only by a load before.
    const before = how === 0 ? choose(3) : choose(2);
    if (before > 0) cached(mapping, m.page0, 0, OLD, true);
    if (before > 1) mapped_before(vma, m.page0, 0);
    return { ...one, vma, write };
  },
  threads: {
    'CPU0 access'(w) {
      w.seen.first = touch(w.vma, w.write);
    },
    'CPU1 truncate'(w) {
      do_truncate(w.mapping, 0);
      w.seen.truncated = true;
    },
  },
  always: {
    'INV-REMOVE': (w) => inv_remove(w.mapping),
    'INV-INSERT': (w) => inv_insert(w.vma),
    'EOF-SHARED': (w) => !w.seen.truncated || eof_shared(w.vma),
    'EOF-COW': (w) => !w.seen.truncated || eof_cow(w.vma),
  },
  atEnd: {
    'Q-MAPPED': (w) => q_mapped(w.vma),
    COUNTS: (w) => counts(w.page0, w.vma) && counts(w.page1, w.vma) && counts(w.page2, w.vma),
  },
  sometimes: {
    'the access comes first, and its page is mapped': (w) => w.inode.i_size > 0 && w.mm.pte[0].page !== null,
    'a private copy is mapped': (w) => maps_copy(w.vma),
    'the page is mapped while truncation is under way': (w) => w.inode.i_size === 0 && w.mm.pte[0].page !== null,
    'the page is gone': (w) => w.mapping.page_tree[0] === null && w.inode.i_size === 0,
  },
  claims: [
    {
      id: '2006/P2',
      by: 'Nick Piggin',
      rows: [
        {
          thread: 'holds',
          variant: 'v2.6.18',
          expect: { 'EOF-SHARED': 'holds', 'EOF-COW': 'holds', 'Q-MAPPED': 'holds' },
        },
        { thread: 'derived', variant: '+count-after-nopage', expect: { 'EOF-SHARED': 'fails', 'EOF-COW': 'fails' } },
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
        'EOF-SHARED': 'holds',
        'EOF-COW': 'holds',
        'Q-MAPPED': 'holds',
        COUNTS: 'holds',
        ASSERTS: 'holds',
      },
    },
    {
      id: '2006/P3',
      by: 'Nick Piggin',
      thread: 'derived',
      expect: {
        'v2.6.23+no-size-recheck': { 'EOF-SHARED': 'fails' },
        'v2.6.23+no-second-unmap': { 'EOF-COW': 'fails', 'EOF-SHARED': 'holds' },
        'v2.6.23+early-unlock': { 'INV-INSERT': 'fails', ASSERTS: 'fails' },
      },
    },
    { id: '2006/PC1', by: 'Nick Piggin', thread: 'holds', variant: 'v2.6.23', property: 'EOF-COW', expect: 'holds' },
    {
      by: 'Andrew Morton',
      thread: 'fails',
      expect: 'fails',
      rows: [
        { id: '2006/PC1', variant: 'v2.6.23+cow-early-unlock', property: 'EOF-COW' },
        { id: '2006/PC9', variant: 'v2.6.23+no-unmap-under-lock', property: 'INV-REMOVE' },
      ],
    },
    {
      id: '2006/PC3',
      by: 'brief',
      thread: 'derived',
      variant: 'v2.6.23+unlocked-nopage',
      expect: { 'EOF-SHARED': 'fails', 'Q-MAPPED': 'fails' },
    },
  ],
});
