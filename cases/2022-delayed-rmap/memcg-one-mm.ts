// SPDX-License-Identifier: GPL-2.0-only
// A move to another group that holds the page-table lock, as all of them do by now. One process maps the page: MADV_DONTNEED
// takes it out of the page table, and the program puts it back with its next access.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { do_user_addr_fault } from 'faultline/linux/arch/x86/mm/fault.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { mem_cgroup_move_charge } from 'faultline/linux/mm/memcontrol.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { cached_charged, counts_mapped, mapped_counted } from './memcg-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'MADV_DONTNEED, a fault, and a move to another group under the page-table lock',
  thread: 'Johannes Weiner, 2022-11-07: two options, the second',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    const from = new mem_cgroup();
    const to = new mem_cgroup();
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    mapping.i_mmap[0] = vma;
    cached_charged(mapping, m.page0, from);
    mapped_counted(vma, m.page0, maybe());
    return { m, mapping, mm: m.mm, vma, page0: m.page0, from, to };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
    },
    'CPU1 mover'(w) {
      mem_cgroup_move_charge(w.vma, w.from, w.to);
    },
    'CPU2 fault'(w) {
      do_user_addr_fault(w.vma, 0, false);
    },
  },
  always: {
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P8: (w) => counts_mapped(w.from, w.page0) && counts_mapped(w.to, w.page0),
  },
  sometimes: {
    'the page is moved while it is mapped': (w) => w.page0.memcg_data === w.to && w.page0._mapcount > 0,
    'it is not mapped any more and still counted': (w) => w.page0._mapcount === 0 && w.from.nr_mapped > 0,
    'it is moved while its PTE is empty': (w) => w.page0.memcg_data === w.to && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2022/T-46',
      by: 'Johannes Weiner',
      property: 'P8',
      rows: [
        {
          thread: 'holds',
          expect: { 'v6.0': 'holds', '+c7c3dec1c9db': 'holds', '+V8+c7c3dec1c9db': 'holds', '+V8': 'holds' },
        },
        { thread: 'derived', expect: { '+V6': 'fails', '+V6+4e0cf05f6059+c7c3dec1c9db': 'fails' } },
        { thread: 'fails', variant: '+V6+c7c3dec1c9db', expect: 'fails' },
      ],
    },
  ],
});
