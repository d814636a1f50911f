// SPDX-License-Identifier: GPL-2.0-only
// Two tasks take turns on one CPU and unmap a page each. The CPU counts unmapped pages in a variable of its own.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { per_cpu_nodestat } from 'faultline/linux/include/linux/mmzone.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { cached_clean, mapped_counted } from './memcg-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'munmap() by two tasks of one CPU',
  thread: 'Linus Torvalds, 2022-11-03: __dec_lruvec_page_state() turns into dec_lruvec_page_state()',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    const other_mm = new mm_struct();
    const cpu0 = new per_cpu_nodestat();
    const inode_ = new inode(m.sb, PAGE_SIZE + PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 2);
    const fd = new file(mapping, generic_file_operations);
    const other = new vm_area_struct(other_mm, fd, ext4_file_vm_ops, 1, 1);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, true, other);
    mapping.i_mmap[0] = vma;
    cached_clean(mapping, m.page0, 0);
    cached_clean(mapping, m.page1, 1);
    mapped_counted(vma, m.page0, maybe());
    mapped_counted(other, m.page1, false);
    m.page0.per_cpu_nodestats = cpu0;
    m.page1.per_cpu_nodestats = cpu0;
    m.mm.page_table_lock.other_task = other_mm.page_table_lock;
    other_mm.page_table_lock.other_task = m.mm.page_table_lock;
    cpu0.pinned[0] = m.mm.page_table_lock;
    cpu0.pinned[1] = other_mm.page_table_lock;
    return { m, mapping, mm: m.mm, vma, other_mm, other, page0: m.page0, page1: m.page1, cpu0 };
  },
  threads: {
    'CPU0 task A'(w) {
      munmap(w.vma);
    },
    'CPU0 task B'(w) {
      munmap(w.other);
    },
  },
  always: {
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    COUNTED: (w) => w.cpu0.diff === w.cpu0.counted,
  },
  sometimes: {
    'a page is not mapped and not counted, and the other task is in munmap() too': (w) =>
      w.page0._mapcount === 0 && w.cpu0.diff === 0 && !w.other_mm.mapped && w.page1._mapcount > 0,
    'both have counted': (w) => w.cpu0.counted === -2,
  },
  claims: [
    {
      id: '2022/T-37',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', property: 'COUNTED', expect: { 'v6.0': 'holds', '+V6': 'holds' } },
        {
          thread: 'derived',
          expect: {
            'v6.0': { 'NO-DEADLOCK': 'holds' },
            '+preemptible': { COUNTED: 'fails' },
            '+V6': { 'NO-DEADLOCK': 'holds' },
            '+V8': { COUNTED: 'holds' },
            '+V8+preemptible': { COUNTED: 'fails' },
          },
        },
        { thread: 'fails', variant: '+V6+__dec', property: 'COUNTED', expect: 'fails' },
      ],
    },
  ],
});
