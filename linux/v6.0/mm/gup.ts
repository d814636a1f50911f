// SPDX-License-Identifier: GPL-2.0-only
// Holding the pages of a program for somebody who will not go through its page table.

import { atomically, type bool, cpu, type ghost, type int, waitUntil } from 'faultline';
import type { cpuinfo_x86 } from '../../v5.9/arch/x86/include/asm/processor.ts';
import { get_page, put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { page_cache_get_speculative } from '../../v5.9/include/linux/page_ref.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { PAGE_SHIFT } from '../arch/x86/include/asm/page_types.ts';
import { pte_unchanged, ptep_get_lockless } from '../arch/x86/include/asm/pgtable.ts';
import { host_may_preempt } from '../arch/x86/kernel/kvm.ts';
import { do_user_addr_fault } from '../arch/x86/mm/fault.ts';
import type { pmd_t } from '../include/asm-generic/pgalloc.ts';
import { rcu_read_lock, rcu_read_unlock, type rcu_state } from '../include/linux/rcupdate.ts';

/** Pin the page at an address for writing; null: there is nothing there to write to.
 *  @linux mm/gup.c pin_user_pages (v6.0), custom, name ours: one page; mmap_lock is dropped around a fault; a pin is one
 *  reference */
export function pin_user_page(vma: vm_area_struct, address: int<0, 3>): page | null {
  const mm = vma.vm_mm;
  for (;;) {
    down_read(mm.mmap_lock);
    const page = mm.mapped ? follow_page_pte(vma, address >> PAGE_SHIFT) : null;
    up_read(mm.mmap_lock);
    if (page !== null) return page;
    if (do_user_addr_fault(vma, address, true) < 0) return null;
  }
}

/** The page of a PTE that can be written through, held; null: a fault is needed.
 *  @linux mm/gup.c follow_page_pte (v6.0), custom: FOLL_WRITE; no marks on the PTE or the page */
export function follow_page_pte(vma: vm_area_struct, vpn: int<0, 1>): page | null {
  const mm = vma.vm_mm;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  const page = pte.write ? pte.page : null;
  if (page !== null) get_page(page);
  spin_unlock(mm.page_table_lock);
  return page;
}

/** Let the page go.
 *  @linux mm/gup.c unpin_user_page (v6.0), custom: a pin is one reference */
export function unpin_user_page(page: page): void {
  put_page(page);
}

/** What a lockless walk has found so far. */
export class gup_walk {
  /** The page of the PTE as it was read. */
  found: ghost<page | null> = null;
  /** The page that it holds now. */
  grabbed: ghost<page | null> = null;
  /** What the caller gets, and the page that he really holds. */
  returned: ghost<page | null> = null;
  held: ghost<page | null> = null;
  /** It looked at a struct page, or into a page table, that was gone. */
  touched_freed: ghost<bool> = false;
}

/** Hold the page at an address without any lock, as long as interrupts are off; null: it takes a lock.
 *  @linux mm/gup.c lockless_pages_from_mm (v6.0), custom: one page; the upper levels of the table exist; no
 *  FOLL_PIN, so no count of forks */
export function lockless_pages_from_mm(mm: mm_struct, vpn: int<0, 1>, walk: gup_walk): page | null {
  const on = mm.cpus[cpu()];
  if (on === null) return null;
  local_irq_save(on);
  host_may_preempt(on);
  const page = gup_pte_range(mm, vpn, on, walk);
  local_irq_restore(on);
  return page;
}

/** The same where somebody asks RCU whether the walk is over: interrupts that are off are a section of a reader.
 *  @linux mm/gup.c lockless_pages_from_mm (v6.0), custom, name ours: as above; the section is written down */
export function lockless_pages_rcu(mm: mm_struct, vpn: int<0, 1>, rcu: rcu_state, walk: gup_walk): page | null {
  const on = mm.cpus[cpu()];
  if (on === null) return null;
  rcu_irqs_off(on, rcu);
  host_may_preempt(on);
  const page = gup_pte_range(mm, vpn, on, walk);
  rcu_irqs_on(on, rcu);
  return page;
}

/** Interrupts are off.
 *  @linux include/linux/irqflags.h local_irq_save (v6.0), custom, name ours: with what RCU makes of it */
export function rcu_irqs_off(on: cpuinfo_x86, rcu: rcu_state): void {
  atomically('acquire', on, () => {
    on.irqs_disabled = true;
    rcu_read_lock(rcu);
  });
}

/** Interrupts are on again.
 *  @linux include/linux/irqflags.h local_irq_restore (v6.0), custom, name ours: with what RCU makes of it */
export function rcu_irqs_on(on: cpuinfo_x86, rcu: rcu_state): void {
  atomically('release', on, () => {
    on.irqs_disabled = false;
    rcu_read_unlock(rcu);
  });
}

/** Read the entry, take a reference, look again: if the entry is the same, the page was not on its way elsewhere.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom: one PTE; nothing is written through it; no devices' pages, no secret memory, no
 *  accessed bit; the entry above is looked at again, too, in Linux: here it does not change */
export function gup_pte_range(mm: mm_struct, vpn: int<0, 1>, on: cpuinfo_x86, walk: gup_walk): page | null {
  const pte = ptep_get_lockless(mm, vpn);
  walk.found = pte.page;
  const page = pte.page;
  if (page === null) return null;
  host_may_preempt(on);
  const folio = try_grab_folio(page, walk);
  if (folio === null) return null;
  host_may_preempt(on);
  if (!pte_unchanged(mm, vpn, pte)) {
    walk.grabbed = null;
    put_page(folio);
    return null;
  }
  walk.returned = page;
  walk.held = folio;
  return page;
}

/** The folio of the page, held; null: nobody holds it, it is on its way to the allocator. Until it is held the page may become
 *  a part of another folio.
 *  @linux mm/gup.c try_grab_folio (v6.0), custom: with try_get_folio; for FOLL_GET */
export function try_grab_folio(page: page, walk: gup_walk): page | null {
  for (;;) {
    const folio = page_folio(page);
    walk.touched_freed = walk.touched_freed || page.memmap_freed;
    const held = page_cache_get_speculative(folio);
    walk.touched_freed = walk.touched_freed || folio.memmap_freed;
    if (!held) return null;
    walk.grabbed = folio;
    if (page_folio(page) === folio) return folio;
    walk.grabbed = null;
    put_page(folio);
  }
}

/** The folio that a page is a part of: its first page stands for it.
 *  @linux include/linux/page-flags.h page_folio (v6.0), dup */
export function page_folio(page: page): page {
  const head = page.compound_head;
  return head === null ? page : head;
}

/** No interrupt is taken from now on: what was known to who interrupted before is known.
 *  @linux include/linux/irqflags.h local_irq_save (v6.0), custom: of the CPU that is given, and not nested */
export function local_irq_save(on: cpuinfo_x86): void {
  atomically('acquire', on, () => {
    on.irqs_disabled = true;
  });
}

/** Those that came meanwhile are taken now, and who interrupts finds what was done until here.
 *  @linux include/linux/irqflags.h local_irq_restore (v6.0), custom: of the CPU that is given, and not nested */
export function local_irq_restore(on: cpuinfo_x86): void {
  atomically('release', on, () => {
    on.irqs_disabled = false;
  });
}

/** The same walk, as far as it is about the table that it goes through: with interrupts off, which RCU takes for a section of a
 *  reader.
 *  @linux mm/gup.c gup_pmd_range (v6.0), custom: one entry, looked at once; the table below is looked into once, and
 *  nothing is taken out of it that the second look at the entry would give back */
export function gup_pmd_range(pmd: pmd_t, on: cpuinfo_x86, rcu: rcu_state, walk: gup_walk): void {
  rcu_irqs_off(on, rcu);
  host_may_preempt(on);
  const table = pmd.table;
  if (table !== null) {
    host_may_preempt(on);
    atomically(() => {
      // A touch of its memory, whatever is in it.
      waitUntil(() => on.irqs_disabled);
      walk.touched_freed = table.freed;
    });
  }
  rcu_irqs_on(on, rcu);
}
