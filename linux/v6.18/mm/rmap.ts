// SPDX-License-Identifier: GPL-2.0-only
// Unmapping for reclaim: a PTE is cleared now, and TLBs are flushed when the list is done, if another CPU runs the mm.

import { type bool, cpu, type int } from 'faultline';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { ptep_clear_flush, ptep_get_and_clear } from '../../v6.0/arch/x86/include/asm/pgtable.ts';
import { set_page_dirty } from '../../v6.0/mm/page-writeback.ts';
import {
  page_remove_rmap,
  set_tlb_ubc_flush_pending,
  type tlbflush_unmap_batch,
  vma_address,
} from '../../v6.0/mm/rmap.ts';
import { arch_tlbbatch_flush } from '../arch/x86/mm/tlb.ts';

export * from '../../v6.0/mm/rmap.ts';

/** Remove every PTE of the locked page. It ends early when nothing maps the page any more, and at a mapping that mlock() is
 *  at: the PTEs before that one are gone by then.
 *  @linux mm/rmap.c try_to_unmap (v6.18), custom, name ours: with rmap_walk_file; VM_LOCKED is looked at without a PTE */
export function try_to_unmap_batch(folio: page, ubc: tlbflush_unmap_batch): void {
  const mapping = folio.mapping;
  if (mapping === null) return;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(folio, vma);
    if (vpn >= 0) {
      if (vma_locked(vma)) break;
      try_to_unmap_one(folio, vma, vpn, ubc);
    }
    vma = vma.i_mmap_next;
    if (vma !== null && !page_mapped(folio)) break;
  }
  up_read(mapping.i_mmap_rwsem);
}

/** Remove the PTE of one mapping; its dirty bit goes to the page. A PTE that is not present is passed over without the lock.
 *  @linux mm/rmap.c try_to_unmap_one (v6.18), custom: order-0 pages of files, with page_vma_mapped_walk without PVMW_SYNC; with
 *  TTU_BATCH_FLUSH; whether to defer is asked before the PTE is cleared, not behind it: nothing here changes the answer */
export function try_to_unmap_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>, ubc: tlbflush_unmap_batch): void {
  const mm = vma.vm_mm;
  if (mm.pte[vpn].page === null) return;
  spin_lock(mm.page_table_lock);
  if (mm.pte[vpn].page === folio) {
    const defer = should_defer_flush(mm);
    const pteval = defer ? ptep_get_and_clear(mm, vpn) : ptep_clear_flush(vma, vpn);
    if (defer) set_tlb_ubc_flush_pending(mm, pteval.dirty, ubc);
    if (pteval.dirty) set_page_dirty(folio);
    page_remove_rmap(folio);
    put_page(folio);
  }
  spin_unlock(mm.page_table_lock);
}

/** Whether to flush later: only where another CPU would have to be asked.
 *  @linux mm/rmap.c should_defer_flush (v6.18), custom: TTU_BATCH_FLUSH is set; with arch_tlbbatch_should_defer; which CPUs run
 *  an mm is fixed here */
export function should_defer_flush(mm: mm_struct): bool {
  for (let n = 0; n < 4; n++) if (n !== cpu() && mm.cpus[n] !== null) return true;
  return false;
}

/** VM_LOCKED. A page whose mlock() is complete is not reclaimed at all.
 *  @linux mm/rmap.c try_to_unmap_one (v6.18), custom, name ours: its look at vm_flags; nobody calls mlock() but in the patch of a
 *  case */
export function vma_locked(_vma: vm_area_struct): bool {
  return false;
}

/** Flush what was left for later.
 *  @linux mm/rmap.c try_to_unmap_flush (v6.18), dup */
export function try_to_unmap_flush(ubc: tlbflush_unmap_batch): void {
  const mm = ubc.mm;
  if (!ubc.flush_required || mm === null) return;
  arch_tlbbatch_flush(mm, ubc.other_mm);
  ubc.mm = null;
  ubc.other_mm = null;
  ubc.flush_required = false;
  ubc.writable = false;
}
