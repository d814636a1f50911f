// SPDX-License-Identifier: GPL-2.0-only
// A page fault and a truncation to nothing: the remover that ignores references, but unmaps a second time, private copies
// included, when the cache is empty.

import { choose, maybe, scenario } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import { in_order_at_end, invariants, nothing_past_the_end } from './judged.ts';
import { maps_copy } from './properties.ts';
import { access, is_shared, mapped_before, one_file, STORE_SHARED, touch } from './world.ts';

export default scenario({
  title: 'truncate(0) and a page fault',
  thread: 'Linus Torvalds, Kirill A. Shutemov, 2020-10-13: Some more lock_page work..',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    const kind = choose(4);
    const other = new vm_area_struct(m.other_mm, fd, generic_file_vm_ops, 1);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1, 0, is_shared(kind), other);
    const how = new access(kind >= STORE_SHARED);
    mapping.i_mmap[0] = vma;
    // Another process maps it already, or nobody does.
    if (maybe()) mapped_before(other, m.page0);
    return { ...one, vma, other, how };
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 truncate'(w) {
      truncate_setsize(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: { ...invariants, ...nothing_past_the_end },
  atEnd: in_order_at_end,
  sometimes: {
    'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
    'the page is copied while it is cached': (w) => maps_copy(w.vma) && w.mapping.i_pages[0] === w.page0,
    'the access comes too late': (w) => w.seen.sigbus,
    'the access comes first': (w) => w.seen.accessed && !w.seen.sigbus && w.inode.i_size > 0,
  },
  claims: [
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v5.9': { 'EOF-COW': 'holds' },
        '+no-second-unmap': { 'EOF-COW': 'fails' },
        '+p1+p2+p3-size-check': { 'EOF-COW': 'holds', 'NO-DEADLOCK': 'holds' },
      },
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: {
        '+p1': { 'EOF-COW': 'holds' },
        '+p1+p2': { 'EOF-COW': 'holds' },
        '+p1+p2+p3': { 'EOF-COW': 'fails', 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds' },
      },
    },
    { id: '2020/X1', by: 'derived', thread: 'derived', variant: '+p1+p2+p3', property: 'EOF-COW', expect: 'fails' },
    {
      id: '2020/T5',
      by: 'Linus Torvalds',
      rows: [
        {
          thread: 'derived',
          variant: 'v5.9',
          expect: { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', ASSERTS: 'holds' },
        },
        { thread: 'fails', variant: '+p4', expect: { 'EOF-SHARED': 'fails', 'INV-INSERT': 'fails' } },
      ],
    },
    { id: '2020/T9', by: 'Kirill A. Shutemov', thread: 'fails', variant: '+p4', property: 'Q-MAPPED', expect: 'fails' },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        '+L7a': { 'Q-MAPPED': 'fails', 'EOF-SHARED': 'fails' },
        '+L7b': { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', 'INV-INSERT': 'holds' },
        '+L7b+L7b-size-first': { 'INV-INSERT': 'fails', 'Q-MAPPED': 'holds' },
      },
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: { '+L7b+no-second-unmap': 'holds', '+L7b+L7b-size-first+no-second-unmap': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', 'INV-INSERT': 'holds' },
      rows: [{ variant: '+L7c' }, { variant: '+L7c+L7c-size-first' }],
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        '+L7c': { 'INV-REMOVE': 'holds', ASSERTS: 'holds' },
        '+L7c+L7c-size-first': { 'INV-REMOVE': 'fails', ASSERTS: 'fails' },
      },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+L7c+L7c-size-first+no-second-unmap': { 'Q-MAPPED': 'holds' },
        '+L7c+no-second-unmap': { 'Q-MAPPED': 'holds' },
        '+L7c': { 'NO-DEADLOCK': 'holds' },
        '+L7c+L7c-no-ptl': { 'Q-MAPPED': 'fails', 'EOF-SHARED': 'fails' },
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: { '+L7c': { COUNTS: 'holds', COHERENT: 'holds' }, '+L7b': { COUNTS: 'holds' } },
    },
  ],
});
