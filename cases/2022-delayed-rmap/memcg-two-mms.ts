// SPDX-License-Identifier: GPL-2.0-only
// The page is mapped by the process whose pages are moved, and by another one. Each unmaps it, under the lock of its own page
// table.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { mm_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { mem_cgroup_move_charge } from 'faultline/linux/mm/memcontrol.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { cached_charged, counts_mapped, mapped_counted } from './memcg-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'munmap() in two processes, and a move to another group in one of them',
  thread: 'Johannes Weiner, 2022-11-07: two options, the second',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    const other_mm = new mm_struct();
    const from = new mem_cgroup();
    const to = new mem_cgroup();
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const other = new vm_area_struct(other_mm, fd, ext4_file_vm_ops, 1);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, true, other);
    mapping.i_mmap[0] = vma;
    cached_charged(mapping, m.page0, from);
    mapped_counted(vma, m.page0, maybe());
    mapped_counted(other, m.page0, maybe());
    return { m, mapping, mm: m.mm, vma, other_mm, other, page0: m.page0, from, to };
  },
  threads: {
    'CPU0 munmap'(w) {
      munmap(w.vma);
    },
    'CPU1 mover'(w) {
      mem_cgroup_move_charge(w.vma, w.from, w.to);
    },
    'CPU2 munmap'(w) {
      munmap(w.other);
    },
  },
  always: {
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P8: (w) => counts_mapped(w.from, w.page0) && counts_mapped(w.to, w.page0),
  },
  sometimes: {
    'the page is moved while both map it': (w) => w.page0.memcg_data === w.to && w.page0._mapcount === 2,
    'it is moved while the other one does not map it any more': (w) =>
      w.page0.memcg_data === w.to && w.mm.pte[0].page !== null && w.other_mm.pte[0].page === null,
    'it is not mapped any more and still counted': (w) => w.page0._mapcount === 0 && w.from.nr_mapped > 0,
  },
  claims: [
    {
      id: '2022/T-46',
      by: 'Johannes Weiner',
      rows: [
        {
          thread: 'holds',
          expect: {
            'v6.0': { P8: 'holds' },
            '+c7c3dec1c9db': { P8: 'holds' },
            '+option2': { P8: 'holds', ASSERTS: 'holds' },
            '+V8+c7c3dec1c9db': { P8: 'holds' },
          },
        },
        { thread: 'derived', variant: '+V6+c7c3dec1c9db', property: 'P8', expect: 'holds' },
      ],
    },
  ],
});
