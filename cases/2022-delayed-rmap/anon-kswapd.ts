// SPDX-License-Identifier: GPL-2.0-only
// kswapd asks whether an anonymous page was used lately, and goes from the page to its anon_vma, because the page is mapped.
// Another process may be given the memory of an anon_vma that was freed.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { anon_vma, slab_t } from 'faultline/linux/include/linux/rmap.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { anon_vma_prepare, folio_referenced, unlink_anon_vmas } from 'faultline/linux/mm/rmap.ts';
import { discard_slab } from 'faultline/linux/mm/slub.ts';
import { anon_vma_lives, private_copy } from './anon-world.ts';
import { counts } from './properties.ts';
import { machine } from './world.ts';

export default scenario({
  title: 'munmap() of a private copy that kswapd looks at',
  thread: 'Hugh Dickins, 2022-11-06: anon_vma (bad), the second problem',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, false);
    const other_mm = new mm_struct();
    const other = new vm_area_struct(other_mm, fd, ext4_file_vm_ops, 1, 0, false);
    const copy = new page(true);
    const anon = new anon_vma();
    private_copy(vma, copy, anon);
    return { m, mapping, mm: m.mm, vma, other_mm, other, copy, anon, rcu: new rcu_state() };
  },
  threads: {
    'CPU0 munmap'(w) {
      munmap(w.vma);
    },
    'CPU1 kswapd'(w) {
      folio_referenced(w.copy, w.rcu);
      put_page(w.copy);
    },
    'CPU2 another process'(w) {
      if (anon_vma_prepare(w.other, w.anon)) unlink_anon_vmas(w.other);
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
    'kswapd has the lock of an anon_vma that is free': (w) => w.anon.slab === slab_t.FREE && w.anon.rwsem.readers > 0,
    'kswapd has the lock of an anon_vma that is used': (w) => w.anon.rb_root[0] === w.vma && w.anon.rwsem.readers > 0,
    'kswapd has the lock of an anon_vma of another process': (w) =>
      w.anon.rb_root[0] === w.other && w.anon.rwsem.readers > 0,
    'an anon_vma becomes something else': (w) => w.anon.slab === slab_t.GONE,
  },
  claims: [
    {
      id: '2022/T-43',
      by: 'Hugh Dickins',
      property: 'P4',
      rows: [
        { thread: 'holds', expect: { 'v6.0': 'holds', '+V6+V7': 'holds', '+V8': 'holds' } },
        { thread: 'fails', variant: '+V6', expect: 'fails' },
        { thread: 'derived', expect: { '+no-recheck': 'fails', '+no-RCU': 'fails' } },
      ],
    },
  ],
});
