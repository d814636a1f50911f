// SPDX-License-Identifier: GPL-2.0-only
// Migration relies on this: an anonymous page that is mapped has an anon_vma. An unmap that leaves the mapcount for later, but
// not the anon_vma, makes it false.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { anon_vma, slab_t } from 'faultline/linux/include/linux/rmap.ts';
import { unmap_and_move_anon } from 'faultline/linux/mm/migrate.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { discard_slab } from 'faultline/linux/mm/slub.ts';
import { anon_vma_lives, private_copy } from './anon-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'munmap() of a private copy that is being migrated',
  thread: 'Hugh Dickins, 2022-11-06: anon_vma (bad), the first problem',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, false);
    const copy = new page(true);
    const anon = new anon_vma();
    private_copy(vma, copy, anon);
    return { m, mapping, mm: m.mm, vma, copy, anon, rcu: new rcu_state() };
  },
  threads: {
    'CPU0 munmap'(w) {
      munmap(w.vma);
    },
    'CPU1 kcompactd'(w) {
      unmap_and_move_anon(w.copy, w.rcu);
    },
  },
  environment: {
    slab(w) {
      discard_slab(w.anon, w.rcu);
    },
  },
  always: {
    P4: (w) => anon_vma_lives(w.copy, w.anon),
    P9: (w) => counts(w.copy),
  },
  sometimes: {
    'migration holds an anon_vma that no vma has': (w) => w.anon.rb_root[0] === null && w.anon.refcount > 1,
    'an anon_vma becomes something else while its page is locked': (w) => w.copy.locked && w.anon.slab === slab_t.GONE,
  },
  claims: [
    {
      id: '2022/T-42',
      by: 'Hugh Dickins',
      rows: [
        {
          thread: 'holds',
          expect: {
            'v6.0': { P4: 'holds', ASSERTS: 'holds' },
            '+V6+V7': { P4: 'holds', ASSERTS: 'holds' },
            '+V8': { P4: 'holds', ASSERTS: 'holds' },
          },
        },
        { thread: 'fails', variant: '+V6', expect: { P4: 'fails', ASSERTS: 'fails' } },
        { thread: 'derived', property: 'P4', expect: { '+no-RCU': 'fails', '+blind-get': 'fails' } },
      ],
    },
  ],
});
