// SPDX-License-Identifier: GPL-2.0-only
// As one-page.ts, with another dirty page in the list: the flush comes after that one, too.

import { maybe, scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { counts, kept_its_promise, no_lost_store, tlb_not_freed } from './properties.ts';
import { reclaim } from './reclaimer.ts';
import { FIRST, SECOND } from './values.ts';
import { cached, machine, start, store, sync_and_read } from './world.ts';

export default scenario({
  title: 'a program syncs what it stores while its page is reclaimed with another',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world() {
    const m = new machine();
    start(m);
    const mapping = new address_space(new inode(m.sb, 2), block_aops, m.memory, 2);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 2);
    cached(vma, m.page0, 0, maybe());
    cached(vma, m.page1, 1, true);
    return {
      vma,
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
  always: {
    P2: (w) => kept_its_promise(w.program),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.program),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
    'what was stored last is on the device': (w) => w.program.device === SECOND,
  },
  claims: [
    { id: '2015/R-2', by: 'derived', thread: 'derived', variant: 'v6.18', expect: { P2: 'fails', P1: 'fails' } },
    {
      by: 'derived',
      thread: 'derived',
      expect: { P2: 'holds', P1: 'holds' },
      rows: [
        { id: '2015/F-1', variant: '+flush-before-unlock' },
        { id: '2015/F-2', variant: '+dirty-stays-mapped' },
        { id: '2015/F-3', variant: '+mkclean-flushes' },
        { id: '2015/F-4', variant: '+dirty-not-deferred' },
      ],
    },
  ],
});
