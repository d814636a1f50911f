// SPDX-License-Identifier: GPL-2.0-only
// The same with four events of memory pressure: 2.6.18 needs both sources lost and both pages evicted.

import { choose, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { mm_struct } from 'faultline/linux/include/linux/sched.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { one_file, other_file } from './one-file.ts';
import { evict, lose_pte } from './pressure.ts';
import { OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'two write()s, each from a mapping of the other file',
  thread: 'Peter Zijlstra, 2007-02 (mail outside the thread): the three cycles',
  kernel: 'v2.6.23',
  world() {
    const one = one_file(3, OLD);
    const { m, mapping, fd } = one;
    const other_fd = other_file(m, PAGE_SIZE, 1);
    const other_mapping = other_fd.f_mapping;
    const other_mm = new mm_struct();
    // Each process maps the other file.
    const vma = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 1);
    const other_vma = new vm_area_struct(other_mm, fd, generic_file_vm_ops, 1);
    mapping.i_mmap[0] = other_vma;
    other_mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, true);
    cached(other_mapping, m.page1, 0, OLD, true);
    mapped_before(vma, m.page1, 0);
    mapped_before(other_vma, m.page0, 0);
    return { ...one, other_inode: other_mapping.host, other_mapping, other_fd, other_mm, vma, other_vma };
  },
  threads: {
    'CPU0 write'(w) {
      pwrite(w.fd, mapped(w.vma, 0, 1), 0);
    },
    'CPU1 write'(w) {
      pwrite(w.other_fd, mapped(w.other_vma, 0, 1), 0);
    },
  },
  environment: {
    'memory pressure': {
      steps: 4,
      run(w) {
        const event = choose(4);
        if (event === 0) lose_pte(w.vma, 0);
        else if (event === 1) lose_pte(w.other_vma, 0);
        else if (event === 2) evict(w.mapping, 0);
        else evict(w.other_mapping, 0);
      },
    },
  },
  sometimes: {
    'both sources are lost under both writers': (w) =>
      w.mapping.page_tree[0] !== null &&
      w.other_mapping.page_tree[0] !== null &&
      w.inode.i_mutex &&
      w.other_inode.i_mutex &&
      w.mm.pte[0].page === null &&
      w.other_mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2006/PC7',
      by: 'Peter Zijlstra',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'fails', variant: 'v2.6.18', expect: 'fails', environmentSteps: 4 },
        { thread: 'holds', variant: 'v2.6.24', expect: 'holds' },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.18-w24',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
  ],
});
