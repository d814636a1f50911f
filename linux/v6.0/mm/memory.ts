// SPDX-License-Identifier: GPL-2.0-only
// Page tables on machines with TLBs: what is taken out of them is gathered, flushed, and only then let go.

import type { bool, int } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { max, min } from '../../v5.9/include/linux/kernel.ts';
import { put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { need_resched } from '../../v5.9/include/linux/sched.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import type { pgoff_t } from '../../v5.9/include/linux/types.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { unlock_page } from '../../v5.9/mm/filemap.ts';
import { set_pte_at } from '../../v5.9/mm/memory.ts';
import { alloc_page_vma } from '../../v5.9/mm/page_alloc.ts';
import { ptep_get, ptep_get_and_clear } from '../arch/x86/include/asm/pgtable.ts';
import { mmu_gather, tlb_flush_mmu_tlbonly, tlb_remove_tlb_entry } from '../include/asm-generic/tlb.ts';
import { __tlb_remove_page, tlb_batch_pages_flush, tlb_finish_mmu, tlb_gather_mmu } from './mmu_gather.ts';
import { set_page_dirty } from './page-writeback.ts';
import { flush_tlb_batched_pending, page_add_new_anon_rmap, page_remove_rmap } from './rmap.ts';

export * from '../../v5.9/mm/memory.ts';

/** Clear a range of PTEs; the gather keeps the pages. Dirty pages of files are flushed before the lock is let go: who cleans
 *  the page under that lock afterwards must not miss a store.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: no swap entries, no huge pages, no accessed bit; vm_normal_page always
 *  has a page; with should_zap_page: `only` are the details, null zaps private copies too */
export function zap_pte_range(
  tlb: mmu_gather,
  vma: vm_area_struct,
  start: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  const mm = vma.vm_mm;
  let addr: int<0, 2> = start;
  for (;;) {
    let force_flush: bool = false;
    spin_lock(mm.page_table_lock);
    flush_tlb_batched_pending(mm);
    for (; addr < end; addr++) {
      if (addr > start && need_resched()) break;
      const page = ptep_get(mm, addr).page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr); // one exchange: a dirty bit that a walk sets meanwhile is not lost
      tlb_remove_tlb_entry(tlb, addr);
      if (!page.anon && ptent.dirty) {
        force_flush = true;
        set_page_dirty(page);
      }
      page_remove_rmap(page);
      if (__tlb_remove_page(tlb, page)) {
        force_flush = true;
        addr++;
        break;
      }
    }
    if (force_flush) tlb_flush_mmu_tlbonly(tlb);
    spin_unlock(mm.page_table_lock);
    if (force_flush) tlb_batch_pages_flush(tlb);
    if (addr < end) continue;
    return;
  }
}

/** Clear a range of one mapping, from gather to flush.
 *  @linux mm/memory.c zap_page_range_single (v6.0), custom: with unmap_single_vma; no notifiers */
export function zap_page_range_single(
  vma: vm_area_struct,
  first: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  const tlb = new mmu_gather(vma.vm_mm);
  tlb_gather_mmu(tlb);
  zap_pte_range(tlb, vma, first, end, only);
  tlb_finish_mmu(tlb);
}

/** Remove pages of the file from every mapping. even_cows: also private copies, and PTEs whose page left the cache. The lock
 *  only keeps the mappings there, so several may walk at once.
 *  @linux mm/memory.c unmap_mapping_pages (v6.0), dup */
export function unmap_mapping_pages(mapping: address_space, start: pgoff_t, nr: pgoff_t, even_cows: bool): void {
  down_read(mapping.i_mmap_rwsem);
  unmap_mapping_range_tree(mapping, start, nr, even_cows);
  up_read(mapping.i_mmap_rwsem);
}

/** Remove the locked page from every mapping; private copies stay.
 *  @linux mm/memory.c unmap_mapping_folio (v6.0), custom: order-0 pages, for which single_folio is not asked */
export function unmap_mapping_folio(mapping: address_space, folio: page): void {
  unmap_mapping_pages(mapping, folio.index, 1, false);
}

/** Every mapping of the file that covers part of the range.
 *  @linux mm/memory.c unmap_mapping_range_tree (v6.0), custom: with unmap_mapping_range_vma */
function unmap_mapping_range_tree(mapping: address_space, start: pgoff_t, nr: pgoff_t, even_cows: bool): void {
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const first = max(0, start - vma.vm_pgoff);
    const end = min(start + nr - vma.vm_pgoff, vma.nr_pages);
    if (first < end) zap_page_range_single(vma, first, end, even_cows ? null : mapping);
    vma = vma.i_mmap_next;
  }
}

/** First write to anonymous memory: map a page of its own, unless somebody was faster. Nothing is flushed here, whatever was
 *  mapped before.
 *  @linux mm/memory.c do_anonymous_page (v6.0), custom: a write fault; no anon_vma, no memcg, no userfaultfd; the
 *  page is not cleared, and not marked uptodate behind a barrier; no check for an address space that is being killed */
export function do_anonymous_page(vma: vm_area_struct, vpn: int<0, 1>): void {
  const mm = vma.vm_mm;
  const page = alloc_page_vma(vma.vm_file.f_mapping.pgdat);
  spin_lock(mm.page_table_lock);
  if (ptep_get(mm, vpn).page !== null) {
    spin_unlock(mm.page_table_lock);
    put_page(page);
    return;
  }
  page_add_new_anon_rmap(page);
  set_pte_at(vma, vpn, page, true);
  spin_unlock(mm.page_table_lock);
}

/** The page was just mapped writable: it is dirty from now on.
 *  @linux mm/memory.c fault_dirty_shared_page (v6.0), custom: no throttling, no file times */
export function fault_dirty_shared_page(page: page): void {
  set_page_dirty(page);
  unlock_page(page);
}

/** A page is counted as mapped less often than it was.
 *  @linux mm/memory.c print_bad_pte (v6.0), custom: ghost state; also for VM_WARN_ON_ONCE_PAGE of patches */
export function print_bad_pte(mm: mm_struct): void {
  mm.bad_pte = true;
}
