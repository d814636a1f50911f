// SPDX-License-Identifier: GPL-2.0-only
// The size that the model must bear: one page in the page tables of two processes, three CPUs with TLBs that run them, one of
// which unmaps, and writeback and reclaim on two more.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { counts, fs_contract, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { cached_dirty, machine, mapped_dirty, start, store } from './world.ts';

export default scenario({
  title: 'munmap() of a page that two processes store to, written back and reclaimed',
  thread: 'Linus Torvalds, 2022-11-08: the four patches',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const page2 = new page();
    m.memory.node_mem_map[2] = page2;
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const other_mm = new mm_struct();
    const other_vma = new vm_area_struct(other_mm, fd, ext4_file_vm_ops, 1);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, true, other_vma);
    const cpu2 = new cpuinfo_x86();
    cached_dirty(mapping, m.page0);
    mapped_dirty(other_vma, m.page0);
    mapped_dirty(vma, m.page0);
    m.mm.cpus[0] = m.cpu0;
    m.mm.cpus[1] = m.cpu1;
    other_mm.cpus[2] = cpu2;
    return {
      m,
      inode: inode_,
      fd,
      mapping,
      mm: m.mm,
      vma,
      other_mm,
      other_vma,
      cpu0: m.cpu0,
      cpu1: m.cpu1,
      cpu2,
      page0: m.page0,
      page1: m.page1,
      page2,
      disk: m.sb.s_bdev,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 store'(w) {
      store(w.other_vma, w.seen, SECOND);
    },
    'CPU3 writeback'(w) {
      filemap_write_and_wait(w.mapping);
    },
    'CPU4 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
    'CPU2 TLB'(w) {
      fill_tlb(w.other_mm, 2, 0);
    },
  },
  always: {
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1),
    'P3-BUFFERS': (w) => !w.page0.dirtied_without_buffers && !w.page1.dirtied_without_buffers,
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0) && tlb_not_freed(w.cpu1) && tlb_not_freed(w.cpu2),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen) || no_lost_store(w.mapping, w.other_mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'reclaim takes the buffers': (w) => w.page0.locked && !w.page0.buffers,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-24',
      by: 'Nadav Amit',
      thread: 'fails',
      variant: '+flush-before-unlock',
      property: 'P1',
      expect: 'fails',
    },
    {
      id: '2022/T-48',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'P1',
      expect: { '+V8': 'fails', '+V8+flush-before-unlock': 'holds' },
    },
  ],
});
