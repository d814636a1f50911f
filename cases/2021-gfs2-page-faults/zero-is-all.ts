// SPDX-License-Identifier: GPL-2.0-only
// What fault_in_safe_writeable() says of two pages, of which the second is not there: 0 is "all of it is".

import { scenario } from 'faultline';
import { mm_struct, page, task_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { fault_in_safe_writeable } from 'faultline/linux/mm/gup.ts';
import { mmap, seen } from './world.ts';

export default scenario({
  title: 'fault_in_safe_writeable() of two pages, of which one is not there',
  thread: 'Baoquan He, 2025, in 8c03ebd7cdc0',
  kernel: 'v5.17',
  world() {
    const mm = new mm_struct(new page());
    const buffer = new vm_area_struct(mm, 0, 1, null, null);
    const memory = new page();
    mm.anon[0] = memory;
    mmap(mm, 0, buffer);
    return { mm, buffer, memory, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      const current = new task_struct(w.mm);
      const left = fault_in_safe_writeable(current, 0, 4);
      w.seen.returned = left;
    },
  },
  atEnd: {
    'ZERO-IS-ALL': (w) => w.seen.returned !== 0 || (w.mm.pte[0].write && w.mm.pte[1].write),
    'TWO-LEFT': (w) => w.seen.returned === 2,
  },
  sometimes: {
    'the first page is there': (w) => w.mm.pte[0].write,
  },
  claims: [
    {
      id: '2021/G-28',
      by: 'Baoquan He',
      rows: [
        { thread: 'holds', variant: 'v5.16', expect: { 'ZERO-IS-ALL': 'holds', 'TWO-LEFT': 'holds' } },
        { thread: 'fails', variant: 'v5.17', expect: { 'ZERO-IS-ALL': 'fails' } },
        { thread: 'holds', variant: 'v5.17+8c03ebd7cdc0', expect: { 'ZERO-IS-ALL': 'holds', 'TWO-LEFT': 'holds' } },
      ],
    },
  ],
});
