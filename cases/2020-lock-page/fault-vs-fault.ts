// SPDX-License-Identifier: GPL-2.0-only
// Two processes fault on one page, and nobody else is there: does either have to leave the fast path?

import { scenario } from 'faultline';
import type { vm_fault, vm_fault_t, vm_operations_struct } from 'faultline/linux/include/linux/mm.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { filemap_fault, filemap_map_pages } from 'faultline/linux/mm/filemap.ts';
import { access, touch } from './access.ts';
import { coherent, counts, q_mapped } from './properties.ts';
import { one_file } from './world.ts';

/** filemap_fault, and a note that it was needed. */
export function noted_fault(vmf: vm_fault): vm_fault_t {
  vmf.vma.vm_mm.asked_handler = true;
  return filemap_fault(vmf);
}

export const noted_vm_ops: vm_operations_struct = {
  fault: noted_fault,
  map_pages: filemap_map_pages,
  page_mkwrite: null,
};

export default scenario({
  title: 'two processes fault on one page',
  thread: 'Linus Torvalds, 2020-10-13: the trylock itself makes others fall out of the fast path',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    const vma = new vm_area_struct(m.mm, fd, noted_vm_ops, 1, 0, false);
    const other = new vm_area_struct(m.other_mm, fd, noted_vm_ops, 1, 0, false, vma);
    mapping.i_mmap[0] = other;
    const load = new access(false);
    return { ...one, other_mm: m.other_mm, vma, other, load };
  },
  threads: {
    'CPU0 load'(w) {
      touch(w.vma, w.load, w.seen);
    },
    'CPU1 load'(w) {
      touch(w.other, w.load, w.seen);
    },
  },
  always: {
    'FAST-PATH': (w) => !(w.mm.asked_handler || w.other_mm.asked_handler),
  },
  atEnd: {
    'Q-MAPPED': (w) => q_mapped(w.vma) && q_mapped(w.other) && w.mm.pte[0].page === w.page0,
    COHERENT: (w) => coherent(w.vma, w.other),
    COUNTS: (w) => counts(w.page0, w.vma, w.other),
  },
  sometimes: {
    'both map the page': (w) => w.mm.pte[0].page === w.page0 && w.other_mm.pte[0].page === w.page0,
    'both have faults under way': (w) => w.mm.page_table_lock.held && w.other_mm.mmap_lock.readers > 0,
  },
  claims: [
    {
      id: '2020/T7',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'fails', variant: 'v5.9', property: 'FAST-PATH', expect: 'fails' },
        {
          thread: 'holds',
          property: 'FAST-PATH',
          expect: { '+p4': 'holds', '+L7a': 'holds', '+L7b': 'holds', '+L7c': 'holds' },
        },
        { thread: 'derived', property: 'Q-MAPPED', expect: { 'v5.9': 'holds', '+L7c': 'holds' } },
      ],
    },
    { id: '2020/T12', by: 'Linus Torvalds', thread: 'holds', variant: '+L7c', property: 'COUNTS', expect: 'holds' },
    { id: '2020/T12', by: 'Linus Torvalds', thread: 'derived', variant: '+p4', property: 'COUNTS', expect: 'holds' },
  ],
});
