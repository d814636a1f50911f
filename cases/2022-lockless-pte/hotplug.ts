// SPDX-License-Identifier: GPL-2.0-only
// A walk without a lock looks at a struct page, and its memory is taken out of the machine.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { lockless_pages_rcu } from 'faultline/linux/mm/gup.ts';
import { offline_pages } from 'faultline/linux/mm/memory_hotplug.ts';
import { machine, mapped, start } from './world.ts';

export default scenario({
  title: 'a lockless walk and memory hotplug',
  thread: 'Alistair Popple, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, false);
    mapped(vma, m.a);
    return {
      m,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      vma,
      cpu0: m.cpu0,
      a: m.a,
      walk: m.walk,
      rcu: new rcu_state(),
    };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_rcu(w.mm, 0, w.rcu, w.walk);
    },
    'CPU1 offline_pages'(w) {
      offline_pages(w.vma, w.a, w.rcu);
    },
  },
  always: {
    'MEMMAP-THERE': (w) => !w.walk.touched_freed,
  },
  sometimes: {
    'the memory is gone': (w) => w.a.memmap_freed,
    'nothing maps the page that is walked to': (w) =>
      w.cpu0.irqs_disabled && w.walk.found === w.a && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2022/T-10',
      by: 'Alistair Popple',
      thread: 'open',
      property: 'MEMMAP-THERE',
      expect: {
        'v6.0': 'holds',
        '+kvm': 'fails',
      },
    },
    {
      id: '2022/T-10',
      by: 'Peter Zijlstra',
      thread: 'holds',
      variant: '+kvm+grace-period',
      property: 'MEMMAP-THERE',
      expect: 'holds',
    },
    {
      id: '2022/T-10',
      by: 'Alistair Popple',
      thread: 'fails',
      variant: '+kvm+grace-period-early',
      property: 'MEMMAP-THERE',
      expect: 'fails',
    },
  ],
});
