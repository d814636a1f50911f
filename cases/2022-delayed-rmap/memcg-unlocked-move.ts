// SPDX-License-Identifier: GPL-2.0-only
// A move to another group that does not hold the page-table lock, as it was when the pages of a group were moved along its
// list: it must see a page as mapped and counted, or as neither.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { mem_cgroup_move_account } from 'faultline/linux/mm/memcontrol.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { cached_charged, counts_mapped, mapped_counted } from './memcg-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'munmap() of a page that is moved to another group, without the page-table lock',
  thread: 'Johannes Weiner, 2022-11-07: UNDERFLOW',
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
    m.page0._refcount++; // the mover has isolated it
    return { m, mapping, mm: m.mm, vma, page0: m.page0, from, to };
  },
  threads: {
    'CPU0 munmap'(w) {
      munmap(w.vma);
    },
    'CPU1 mover'(w) {
      mem_cgroup_move_account(w.page0, w.from, w.to);
      put_page(w.page0);
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
  },
  claims: [
    {
      id: '2022/T-45',
      by: 'Johannes Weiner',
      rows: [
        { thread: 'holds', variant: 'v6.0', property: 'P8', expect: 'holds' },
        {
          thread: 'derived',
          expect: {
            'v6.0': { 'NO-DEADLOCK': 'holds' },
            '+V8': { P8: 'holds' },
            '+V8+memcg-late': { P8: 'fails' },
            '+c7c3dec1c9db': { P8: 'fails' },
          },
        },
        { thread: 'fails', property: 'P8', expect: { '+memcg-late': 'fails', '+V6': 'fails' } },
      ],
    },
  ],
});
