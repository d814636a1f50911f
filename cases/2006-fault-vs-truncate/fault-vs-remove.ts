// SPDX-License-Identifier: GPL-2.0-only
// Page faults and the removal of a page from the middle of the file (MADV_REMOVE): inside the size of the file, nothing
// keeps a fault from finding the page.

import { choose, scenario } from 'faultline';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { vmtruncate_range } from 'faultline/linux/mm/memory.ts';
import { access, touch } from './access.ts';
import { one_file } from './one-file.ts';
import { inv_insert, inv_remove, q_mapped } from './properties.ts';
import { OLD } from './values.ts';
import { cached, mapped_before } from './world.ts';

export default scenario({
  title: 'madvise(MADV_REMOVE) and a page fault',
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
    'CPU1 MADV_REMOVE'(w) {
      vmtruncate_range(w.mapping, 0, 1);
    },
  },
  always: {
    'INV-REMOVE': (w) => inv_remove(w.mapping),
    'INV-INSERT': (w) => inv_insert(w.vma),
  },
  atEnd: {
    'Q-MAPPED': (w) => q_mapped(w.vma),
  },
  sometimes: {
    'the page is mapped': (w) => w.mm.pte[0].page !== null && w.mapping.page_tree[0] !== null,
    'the page is gone': (w) => w.mapping.page_tree[0] === null,
  },
  claims: [
    {
      id: '2006/P1',
      by: 'Nick Piggin',
      thread: 'fails',
      variant: 'v2.6.18',
      expect: { 'Q-MAPPED': 'fails', 'INV-REMOVE': 'fails' },
    },
    {
      id: '2006/P3',
      by: 'Nick Piggin',
      thread: 'holds',
      variant: 'v2.6.23',
      expect: { 'INV-REMOVE': 'holds', 'INV-INSERT': 'holds', 'Q-MAPPED': 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2006/P3',
      by: 'Nick Piggin',
      thread: 'derived',
      expect: {
        'v2.6.23+early-unlock': { 'INV-INSERT': 'fails' },
        'v2.6.23+no-unmap-under-lock': { 'INV-REMOVE': 'fails' },
      },
    },
  ],
});
