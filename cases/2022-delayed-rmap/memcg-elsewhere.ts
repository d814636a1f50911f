// SPDX-License-Identifier: GPL-2.0-only
// The process whose pages are moved does not map the page now, but finds it through its file; another process has it mapped, or
// not, and maps and unmaps it meanwhile.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { do_user_addr_fault } from 'faultline/linux/arch/x86/mm/fault.ts';
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
  title: 'a move to another group of a page that is mapped elsewhere',
  thread: 'not in it: mm, memcontrol, skip moving non-present pages that are mapped elsewhere',
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
    if (maybe()) mapped_counted(other, m.page0, maybe());
    return { m, mapping, mm: m.mm, vma, other_mm, other, page0: m.page0, from, to };
  },
  threads: {
    'CPU0 mover'(w) {
      mem_cgroup_move_charge(w.vma, w.from, w.to);
    },
    'CPU1 fault, munmap'(w) {
      do_user_addr_fault(w.other, 0, false);
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
    'the page is moved': (w) => w.page0.memcg_data === w.to,
    'it is mapped while it is locked': (w) => w.page0.locked && w.page0._mapcount > 0,
    'the move and the unmap each hold their lock': (w) => w.mm.page_table_lock.held && w.other_mm.page_table_lock.held,
  },
  claims: [
    {
      id: '2022/T-46',
      by: 'Johannes Weiner',
      thread: 'derived',
      expect: {
        'v6.0': { P8: 'holds', 'NO-DEADLOCK': 'holds' },
        '+c7c3dec1c9db': { P8: 'fails' },
        '+option2': { P8: 'fails', ASSERTS: 'fails' },
        '+4e0cf05f6059': { P8: 'holds' },
        '+4e0cf05f6059+c7c3dec1c9db': { P8: 'fails' },
        '+c7c3dec1c9db+counted-at-once': { P8: 'fails' },
        '+4e0cf05f6059+c7c3dec1c9db+counted-at-once': { P8: 'holds' },
        '+4e0cf-unlocked+c7c3dec1c9db+counted-at-once': { P8: 'fails' },
      },
    },
  ],
});
