// SPDX-License-Identifier: GPL-2.0-only
// The program of the recipe: it stores, calls msync(), which returns 0, and reads the block from the device. Somebody reclaims the
// page meanwhile. Nobody else has anything to do with the file.

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
  title: 'a program syncs what it stores while its page is reclaimed',
  thread: 'Mel Gorman, 2015-04-15: the cover letter of the batched flushes',
  kernel: 'v6.18',
  world() {
    const m = new machine();
    start(m);
    const mapping = new address_space(new inode(m.sb, 1), block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    cached(vma, m.page0, 0, maybe());
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
    { id: '2015/R-1', by: 'Mel Gorman', thread: 'fails', variant: 'v6.18', expect: { P2: 'fails', P1: 'fails' } },
    { id: '2015/R-3', by: 'derived', thread: 'derived', variant: '+direct', property: 'P2', expect: 'fails' },
    { id: '2015/R-4', by: 'derived', thread: 'derived', variant: '+group', property: 'P2', expect: 'fails' },
    { id: '2015/R-5', by: 'derived', thread: 'derived', variant: '+kswapd', property: 'P2', expect: 'fails' },
    {
      id: '2015/R-6',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+kswapd-again': { P2: 'holds', P1: 'holds' },
        '+kswapd-again+reclaim-clean': { P2: 'fails' },
        '+kswapd-again+no-writepage': { P2: 'fails' },
        '+kswapd-again+no-fs': { P2: 'fails' },
        '+kswapd-again+pinned': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-1',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+flush-before-unlock': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+flush-before-unlock': { P2: 'holds' },
        '+kswapd+flush-before-unlock': { P2: 'holds' },
        '+flush-after-unlock': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-2',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+dirty-stays-mapped': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+dirty-stays-mapped': { P2: 'holds' },
        '+kswapd+dirty-stays-mapped': { P2: 'holds' },
        '+tested-unlocked': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-3',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+mkclean-flushes': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+mkclean-flushes': { P2: 'holds' },
        '+kswapd+mkclean-flushes': { P2: 'holds' },
        '+mkclean-flushes+mkclean-mapped': { P2: 'fails' },
      },
    },
    {
      id: '2015/F-4',
      by: 'derived',
      thread: 'derived',
      expect: {
        '+dirty-not-deferred': { P1: 'holds', P2: 'holds', P6: 'holds', P9: 'holds' },
        '+direct+dirty-not-deferred': { P2: 'holds' },
        '+kswapd+dirty-not-deferred': { P2: 'holds' },
        '+flushed-first': { P2: 'fails' },
      },
    },
  ],
});
