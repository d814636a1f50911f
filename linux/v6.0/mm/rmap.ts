// SPDX-License-Identifier: GPL-2.0-only
// From a page to the page tables that map it, with TLBs to be flushed.

import { atomically, type bool, cpu, type int } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { VM_BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';
import { PageLocked } from '../../v5.9/include/linux/page-flags.ts';
import { type anon_vma, slab_t } from '../../v5.9/include/linux/rmap.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, down_write, up_read, up_write } from '../../v5.9/kernel/locking/rwsem.ts';
import { ptep_clear_flush, ptep_get_and_clear } from '../arch/x86/include/asm/pgtable.ts';
import { flush_tlb_mm_range } from '../arch/x86/mm/tlb.ts';
import { rcu_read_lock, rcu_read_unlock, type rcu_state } from '../include/linux/rcupdate.ts';
import { down_read_trylock, rwsem_is_locked } from '../kernel/locking/rwsem.ts';
import { __mod_lruvec_page_state, lock_page_memcg, unlock_page_memcg } from './memcontrol.ts';
import { set_page_dirty } from './page-writeback.ts';
import { kmem_cache_alloc, kmem_cache_free } from './slub.ts';

export * from '../../v5.9/mm/rmap.ts';

/** struct tlbflush_unmap_batch, of a task that reclaims: whose TLBs it still has to flush. Linux keeps a mask of CPUs, the
 *  model two address spaces. */
export class tlbflush_unmap_batch {
  mm: mm_struct | null = null;
  other_mm: mm_struct | null = null;
  flush_required: bool = false;
  /** A PTE that was cleared was dirty: flush before the page is written. */
  writable: bool = false;
}

/** The virtual page at which a vma would map the page, or -1.
 *  @linux mm/internal.h vma_address (v6.0), custom: in pages */
export function vma_address(page: page, vma: vm_area_struct): int<-1, 1> {
  const vpn = page.index - vma.vm_pgoff;
  return vpn >= 0 && vpn < vma.nr_pages ? vpn : -1;
}

/** Write-protect and clean every PTE of the locked page; whether there was a dirty or writable one. Nobody maps it: nothing
 *  to do, and no lock is taken to find that out.
 *  @linux mm/rmap.c folio_mkclean (v6.0), custom: order-0 pages */
export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  if (!page_mapped(folio)) return false;
  const mapping = folio.mapping;
  if (mapping === null) return false;
  return rmap_walk_mkclean(mapping, folio);
}

/** @linux mm/rmap.c rmap_walk_file (v6.0), custom, name ours: for page_mkclean_one only; shared mappings only */
export function rmap_walk_mkclean(mapping: address_space, folio: page): bool {
  let cleaned: bool = false;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(folio, vma);
    if (vpn >= 0 && page_vma_mkclean_one(folio, vma, vpn)) cleaned = true;
    vma = vma.i_mmap_next;
  }
  up_read(mapping.i_mmap_rwsem);
  return cleaned;
}

/** Write-protect and clean the PTE of one mapping. PVMW_SYNC: the lock is taken before the PTE is looked at, so an unmap that
 *  holds it is waited for.
 *  @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: with page_vma_mapped_walk; no huge pages, no notifiers */
export function page_vma_mkclean_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  let cleaned: bool = false;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  if (pte.page === folio && (pte.dirty || pte.write)) {
    const entry = ptep_clear_flush(vma, vpn);
    mm.pte[vpn] = { ...entry, write: false, dirty: false };
    cleaned = true;
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}

/** Remove every PTE of the locked page, and leave their TLB entries for a later flush.
 *  @linux mm/rmap.c try_to_unmap (v6.0), custom, name ours: with TTU_BATCH_FLUSH; stops early when nothing maps the page any
 *  more */
export function try_to_unmap_batch(folio: page, ubc: tlbflush_unmap_batch): void {
  const mapping = folio.mapping;
  if (mapping === null) return;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(folio, vma);
    if (vpn >= 0) try_to_unmap_one(folio, vma, vpn, ubc);
    vma = vma.i_mmap_next;
    if (vma !== null && !page_mapped(folio)) break;
  }
  up_read(mapping.i_mmap_rwsem);
}

/** Remove the PTE of one mapping; its dirty bit goes to the page. A PTE that is not present is passed over without the lock.
 *  @linux mm/rmap.c try_to_unmap_one (v6.0), custom: file pages; with page_vma_mapped_walk without PVMW_SYNC */
function try_to_unmap_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>, ubc: tlbflush_unmap_batch): void {
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
 *  @linux mm/rmap.c should_defer_flush (v6.0), custom: TTU_BATCH_FLUSH is set; which CPUs run an mm is fixed here */
export function should_defer_flush(mm: mm_struct): bool {
  for (let n = 0; n < 4; n++) if (n !== cpu() && mm.cpus[n] !== null) return true;
  return false;
}

/** Remember that these TLBs are to be flushed, here and in the mm.
 *  @linux mm/rmap.c set_tlb_ubc_flush_pending (v6.0), custom: no generation of the batch */
export function set_tlb_ubc_flush_pending(mm: mm_struct, writable: bool, ubc: tlbflush_unmap_batch): void {
  if (ubc.mm === null || ubc.mm === mm) ubc.mm = mm;
  else ubc.other_mm = mm;
  ubc.flush_required = true;
  if (writable) ubc.writable = true;
  mm.tlb_flush_batched = true;
}

/** Flush what was left for later.
 *  @linux mm/rmap.c try_to_unmap_flush (v6.0), custom: every TLB of the mms, one mm after the other */
export function try_to_unmap_flush(ubc: tlbflush_unmap_batch): void {
  const mm = ubc.mm;
  const other_mm = ubc.other_mm;
  if (!ubc.flush_required) return;
  if (mm !== null) flush_tlb_mm_range(mm, 0, 2);
  if (other_mm !== null) flush_tlb_mm_range(other_mm, 0, 2);
  ubc.mm = null;
  ubc.other_mm = null;
  ubc.flush_required = false;
  ubc.writable = false;
}

/** Flush before a page is written, if one of the PTEs was dirty.
 *  @linux mm/rmap.c try_to_unmap_flush_dirty (v6.0), dup */
export function try_to_unmap_flush_dirty(ubc: tlbflush_unmap_batch): void {
  if (ubc.writable) try_to_unmap_flush(ubc);
}

/** Reclaim cleared PTEs of this mm and has not flushed yet: do it for it, before relying on an empty PTE. Called with the
 *  page-table lock held.
 *  @linux mm/rmap.c flush_tlb_batched_pending (v6.0), custom: a flag instead of two counts; the flag is cleared unless a new
 *  PTE was cleared meanwhile, which the lock excludes here */
export function flush_tlb_batched_pending(mm: mm_struct): void {
  if (!mm.tlb_flush_batched) return;
  flush_tlb_mm_range(mm, 0, 2);
  mm.tlb_flush_batched = false;
}

/** One more page table maps the page of a file. Called with the page-table lock held, and the page locked.
 *  @linux mm/rmap.c page_add_file_rmap (v6.0), custom: order-0 pages, no mlock */
export function page_add_file_rmap(page: page): void {
  lock_page_memcg(page);
  const first = atomically(() => {
    page._mapcount++;
    return page._mapcount === 1;
  }, 'full');
  if (first) __mod_lruvec_page_state(page, 1);
  unlock_page_memcg(page);
}

/** The private copy is mapped for the first time; nobody else knows it.
 *  @linux mm/rmap.c page_add_new_anon_rmap (v6.0), custom: order-0 pages; the page's anon_vma is set by the scenario */
export function page_add_new_anon_rmap(page: page): void {
  page._mapcount = 1;
  __mod_lruvec_page_state(page, 1);
}

/** One page table fewer maps it. Called with the page-table lock held.
 *  @linux mm/rmap.c page_remove_rmap (v6.0), custom: order-0 pages, no mlock */
export function page_remove_rmap(page: page): void {
  lock_page_memcg(page);
  if (atomic_add_negative(page)) __mod_lruvec_page_state(page, -1);
  unlock_page_memcg(page);
}

/** Drop the mapcount by one; true: that was the last.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_add_negative (v6.0), custom: -1, of a _mapcount that starts from
 *  0 */
export function atomic_add_negative(page: page): bool {
  return atomically(() => {
    page._mapcount--;
    return page._mapcount === 0;
  }, 'full');
}

/** A look at the memory of an anon_vma, part of a step. If it is something else by now, that is written down for the
 *  property P4.
 *  @linux mm/kasan/generic.c kasan_check_range (v6.0), custom, name ours: reports where the memory has become something else */
function look_at(anon_vma: anon_vma): void {
  if (anon_vma.slab === slab_t.GONE) anon_vma.used_after_free = true;
}

/** What is locked instead of the anon_vma.
 *  @linux include/linux/rmap.h anon_vma_lock_write (v6.0), custom, name ours: the look at anon_vma->root; nobody has forked,
 *  it is its own */
export function anon_vma_root(anon_vma: anon_vma): anon_vma {
  return atomically(() => {
    look_at(anon_vma);
    return anon_vma;
  });
}

/** @linux include/linux/rmap.h anon_vma_lock_write (v6.0), dup */
export function anon_vma_lock_write(anon_vma: anon_vma): void {
  down_write(anon_vma_root(anon_vma).rwsem);
}

/** @linux include/linux/rmap.h anon_vma_unlock_write (v6.0), custom: the root is not looked up again */
export function anon_vma_unlock_write(anon_vma: anon_vma): void {
  up_write(anon_vma.rwsem);
}

/** @linux include/linux/rmap.h anon_vma_lock_read (v6.0), custom: the root is looked up in the step that locks */
export function anon_vma_lock_read(anon_vma: anon_vma): void {
  atomically(() => {
    look_at(anon_vma);
    down_read(anon_vma.rwsem);
  });
}

/** @linux include/linux/rmap.h anon_vma_trylock_read (v6.0), dup */
export function anon_vma_trylock_read(root: anon_vma): bool {
  return atomically(() => {
    look_at(root);
    return down_read_trylock(root.rwsem);
  });
}

/** @linux include/linux/rmap.h anon_vma_unlock_read (v6.0), custom: the root is looked up in the step that unlocks */
export function anon_vma_unlock_read(anon_vma: anon_vma): void {
  atomically(() => {
    look_at(anon_vma);
    up_read(anon_vma.rwsem);
  });
}

/** Hold it unless nobody does: then it is free, or about to be.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_inc_not_zero (v6.0), custom: of anon_vma->refcount */
export function atomic_inc_not_zero(anon_vma: anon_vma): bool {
  return atomically((): bool => {
    look_at(anon_vma);
    if (anon_vma.refcount === 0) return false;
    anon_vma.refcount++;
    return true;
  }, 'full');
}

/** Let go; true: that was the last.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_dec_and_test (v6.0), custom: of anon_vma->refcount */
export function atomic_dec_and_test(anon_vma: anon_vma): bool {
  return atomically(() => {
    look_at(anon_vma);
    anon_vma.refcount--;
    return anon_vma.refcount === 0;
  }, 'full');
}

/** Nobody holds it any more. Somebody may have its lock who found the page mapped: wait for that.
 *  @linux mm/rmap.c anon_vma_free (v6.0), dup */
export function anon_vma_free(anon_vma: anon_vma): void {
  if (rwsem_is_locked(anon_vma.rwsem)) {
    anon_vma_lock_write(anon_vma);
    anon_vma_unlock_write(anon_vma);
  }
  kmem_cache_free(anon_vma);
}

/** @linux mm/rmap.c __put_anon_vma (v6.0), custom: it is its own root */
export function __put_anon_vma(anon_vma: anon_vma): void {
  anon_vma_free(anon_vma);
}

/** Let go of an anon_vma.
 *  @linux include/linux/rmap.h put_anon_vma (v6.0), dup */
export function put_anon_vma(anon_vma: anon_vma): void {
  if (atomic_dec_and_test(anon_vma)) __put_anon_vma(anon_vma);
}

/** Hold the anon_vma of a page from outside of the processes that map it. That the page is mapped says that it has not been
 *  freed; looked at before, that says so until the next zap, and looked at after, that it is the one that we hold.
 *  @linux mm/rmap.c page_get_anon_vma (v6.0), custom: a page is anonymous for good */
export function page_get_anon_vma(folio: page, rcu: rcu_state): anon_vma | null {
  rcu_read_lock(rcu);
  const anon_vma = folio.anon_vma;
  if (anon_vma === null || !page_mapped(folio) || !atomic_inc_not_zero(anon_vma)) {
    rcu_read_unlock(rcu);
    return null;
  }
  if (!page_mapped(folio)) {
    rcu_read_unlock(rcu);
    put_anon_vma(anon_vma);
    return null;
  }
  rcu_read_unlock(rcu);
  return anon_vma;
}

/** Lock the anon_vma of a page. Without waiting where that is possible: then the lock keeps it, because whoever unmaps takes it
 *  afterwards. Else with a reference while waiting.
 *  @linux mm/rmap.c folio_lock_anon_vma_read (v6.0), custom: rwc->contended is not kept */
export function folio_lock_anon_vma_read(folio: page, try_lock: bool, rcu: rcu_state): anon_vma | null {
  rcu_read_lock(rcu);
  const anon_vma = folio.anon_vma;
  if (anon_vma === null || !page_mapped(folio)) {
    rcu_read_unlock(rcu);
    return null;
  }
  const root = anon_vma_root(anon_vma);
  if (anon_vma_trylock_read(root)) {
    const mapped = page_mapped(folio);
    if (!mapped) anon_vma_unlock_read(root);
    rcu_read_unlock(rcu);
    return mapped ? anon_vma : null;
  }
  if (try_lock || !atomic_inc_not_zero(anon_vma)) {
    rcu_read_unlock(rcu);
    return null;
  }
  if (!page_mapped(folio)) {
    rcu_read_unlock(rcu);
    put_anon_vma(anon_vma);
    return null;
  }
  rcu_read_unlock(rcu);
  anon_vma_lock_read(anon_vma);
  if (atomic_dec_and_test(anon_vma)) {
    anon_vma_unlock_read(anon_vma);
    __put_anon_vma(anon_vma);
    return null;
  }
  return anon_vma;
}

/** The vma goes: take it out of its anon_vma, and let that go.
 *  @linux mm/rmap.c unlink_anon_vmas (v6.0), custom: one anon_vma per vma, and one vma in it; vma->anon_vma is not cleared */
export function unlink_anon_vmas(vma: vm_area_struct): void {
  const anon_vma = vma.anon_vma;
  if (anon_vma === null) return;
  anon_vma_lock_write(anon_vma);
  anon_vma.rb_root[0] = null;
  anon_vma_unlock_write(anon_vma);
  put_anon_vma(anon_vma);
}

/** Give the vma an anon_vma, before its first private copy. False: it got another one, which does not matter.
 *  @linux include/linux/rmap.h anon_vma_prepare (v6.0), custom: with __anon_vma_prepare and anon_vma_alloc; from
 *  kmem_cache_alloc, never from a neighbour; without page_table_lock and the second look at vma->anon_vma: one thread of a process
 *  comes here */
export function anon_vma_prepare(vma: vm_area_struct, object: anon_vma): bool {
  if (!kmem_cache_alloc(object)) return false;
  object.refcount = 1;
  anon_vma_lock_write(object);
  vma.anon_vma = object;
  object.rb_root[0] = vma;
  anon_vma_unlock_write(object);
  return true;
}

/** Look at every PTE that may map the page; whether one did.
 *  @linux mm/rmap.c rmap_walk_anon (v6.0), custom: not locked by the caller; for folio_referenced_one only */
export function rmap_walk_anon(folio: page, try_lock: bool, rcu: rcu_state): bool {
  const anon_vma = folio_lock_anon_vma_read(folio, try_lock, rcu);
  if (anon_vma === null) return false;
  const vma = atomically(() => {
    look_at(anon_vma);
    return anon_vma.rb_root[0];
  });
  const found = vma !== null && folio_referenced_one(folio, vma);
  anon_vma_unlock_read(anon_vma);
  return found;
}

/** @linux mm/rmap.c folio_referenced_one (v6.0), custom: with page_vma_mapped_walk; no accessed bit, so that mapped is
 *  referenced */
function folio_referenced_one(folio: page, vma: vm_area_struct): bool {
  const mm = vma.vm_mm;
  if (mm.pte[0].page === null) return false;
  spin_lock(mm.page_table_lock);
  const found = mm.pte[0].page === folio;
  spin_unlock(mm.page_table_lock);
  return found;
}

/** Whether a program has used the page lately. Reclaim asks, and does not wait for the lock.
 *  @linux mm/rmap.c folio_referenced (v6.0), custom: anonymous pages, not locked */
export function folio_referenced(folio: page, rcu: rcu_state): bool {
  if (!page_mapped(folio)) return false;
  return rmap_walk_anon(folio, true, rcu);
}

/** The same question by somebody who has time.
 *  @linux mm/page_idle.c page_idle_clear_pte_refs (v6.0), custom: anonymous pages, which are not locked */
export function page_idle_clear_pte_refs(folio: page, rcu: rcu_state): bool {
  return rmap_walk_anon(folio, false, rcu);
}
