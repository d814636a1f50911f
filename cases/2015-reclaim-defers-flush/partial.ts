// SPDX-License-Identifier: GPL-2.0-only
// Two processes map the page. Reclaim takes it out of the first, finds the second at mlock(), and gives up.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { always_kept, kept_at_end } from './one-file.ts';
import { reclaim } from './reclaimer.ts';
import { FIRST, SECOND } from './values.ts';
import { cached, machine, mapped_too, start, store, sync_and_read } from './world.ts';

export default scenario({
  title: 'a program syncs what it stores while reclaim unmaps its page and not that of another',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world() {
    const m = new machine();
    start(m);
    const mapping = new address_space(new inode(m.sb, 1), block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const other = new mm_struct();
    const other_vma = new vm_area_struct(other, fd, ext4_file_vm_ops, 1);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, true, other_vma);
    cached(vma, m.page0, 0, true);
    mapped_too(other_vma, m.page0);
    return {
      vma,
      other,
      mapping,
      mm: m.mm,
      cpu0: m.cpu0,
      page0: m.page0,
      page1: m.page1,
      disk: m.sb.s_bdev,
      program: m.program,
    };
  },
  threads: {
    'CPU0 program'(w) {
      store(w.vma, w.program, FIRST);
      sync_and_read(w.vma, w.program);
      store(w.vma, w.program, SECOND);
      sync_and_read(w.vma, w.program);
    },
    'CPU1 reclaim'(w) {
      reclaim(w.vma, w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: always_kept,
  atEnd: kept_at_end,
  sometimes: {
    'one process still maps it': (w) => w.mm.pte[0].page === null && w.other.pte[0].page === w.page0,
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'what was stored last is on the device': (w) => w.program.device === SECOND,
  },
  claims: [
    {
      by: 'derived',
      thread: 'derived',
      property: 'P2',
      rows: [
        { id: '2015/R-7', expect: { '+direct+mlock': 'fails', '+direct': 'fails' } },
        { id: '2015/F-1', variant: '+direct+mlock+flush-before-unlock', expect: 'holds' },
        { id: '2015/F-2', variant: '+direct+mlock+dirty-stays-mapped', expect: 'holds' },
        { id: '2015/F-3', variant: '+direct+mlock+mkclean-flushes', expect: 'holds' },
        { id: '2015/F-4', variant: '+direct+mlock+dirty-not-deferred', expect: 'holds' },
      ],
    },
  ],
});
