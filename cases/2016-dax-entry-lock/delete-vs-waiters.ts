// SPDX-License-Identifier: GPL-2.0-only
// One has the entry locked; who wants to delete it waits first, and two who want to store through their PTEs wait behind him.

import { scenario } from 'faultline';
import { dax_delete_mapping_entry } from 'faultline/linux/fs/dax.ts';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { lock_and_unlock, owners } from './locker.ts';
import { first_store } from './program.ts';
import { machine, mapped_clean, start } from './world.ts';

export default scenario({
  title: 'an entry is deleted while others wait for it',
  thread: 'Vivek Goyal, 2021-04: dax: Wake up all waiters after invalidating dax entry (237388320def)',
  kernel: 'v4.7',
  world() {
    const m = new machine();
    start(m, 1);
    const inode_ = new inode(m.pmem, 1);
    const mapping = new address_space(inode_, m.memory, m.table, 1);
    const vma = new vm_area_struct(m.mm, new file(mapping), ext4_dax_vm_ops);
    mapping.i_mmap[0] = vma;
    mapped_clean(m, mapping);
    return {
      m,
      mapping,
      mm: m.mm,
      vma,
      block1: m.pmem.block1,
      wait: m.table.head,
      task0: m.task0,
      task1: m.task1,
      task2: m.task2,
      task3: m.task3,
      owners: new owners(),
    };
  },
  threads: {
    'CPU0 fault': (w) => lock_and_unlock(w.mapping, 0, w.owners),
    'CPU1 invalidate'(w) {
      dax_delete_mapping_entry(w.mapping, 0);
    },
    'CPU2 store': (w) => first_store(w.vma),
    'CPU3 store': (w) => first_store(w.vma),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'three wait': (w) => w.wait.nr === 3,
  },
  claims: [
    {
      id: '2016/D-11',
      property: 'EVERY-WAITER-IS-WOKEN',
      rows: [
        { by: 'Vivek Goyal', thread: 'fails', variant: 'v4.10', expect: 'fails' },
        { by: 'Vivek Goyal', thread: 'holds', variant: 'v4.10+237388320def', expect: 'holds' },
        { by: 'we', thread: 'derived', variant: 'v4.7', expect: 'holds' },
      ],
    },
  ],
});
