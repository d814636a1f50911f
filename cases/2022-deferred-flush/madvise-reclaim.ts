// SPDX-License-Identifier: GPL-2.0-only
// Reclaim clears the PTE and flushes later; MADV_DONTNEED finds it empty. Once it has returned, no TLB entry leads to the page.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { counts, outlives, tlb_not_freed } from './properties.ts';
import { cached, machine, mapped_clean, perhaps_in_tlb, start } from './world.ts';

export default scenario({
  title: 'reclaim and MADV_DONTNEED of one page',
  thread: 'Nadav Amit, 2022-10-26',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
    m.mm.cpus[0] = null;
    m.mm.cpus[1] = null;
    m.mm.cpus[2] = m.cpu0;
    cached(mapping, m.page0);
    mapped_clean(vma, m.page0);
    perhaps_in_tlb(m.mm, m.cpu0);
    return {
      m,
      inode: inode_,
      fd,
      mapping,
      mm: m.mm,
      vma,
      cpu2: m.cpu0,
      page0: m.page0,
      program: m.program,
    };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU1 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU2 TLB'(w) {
      fill_tlb(w.mm, 2, 0);
    },
  },
  always: {
    P6: (w) => tlb_not_freed(w.cpu2),
    P9: (w) => counts(w.page0),
    'NO-ENTRY': (w) => !w.program.dropped || w.cpu2.tlb[0].page !== w.page0,
  },
  sometimes: {
    'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu2),
    'it does while madvise() is at it': (w) => outlives(w.mm, w.cpu2) && w.mm.tlb_flush_pending > 0,
    'madvise() has returned': (w) => w.program.dropped,
  },
  claims: [
    {
      id: '2022/T-16',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      expect: {
        'v6.0': 'holds',
        '+no-batched': 'fails',
      },
    },
    {
      id: '2022/T-18',
      by: 'Nadav Amit',
      thread: 'derived',
      variant: '+generations',
      property: 'NO-ENTRY',
      expect: 'holds',
    },
  ],
});
