// SPDX-License-Identifier: GPL-2.0-only
// Taking a mapping away.

import { atomically, type int } from 'faultline';
import type { vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { down_read, down_write, up_read, up_write } from '../../v5.9/kernel/locking/rwsem.ts';
import { do_user_addr_fault } from '../arch/x86/mm/fault.ts';
import { mmu_gather } from '../include/asm-generic/tlb.ts';
import { downgrade_write } from '../kernel/locking/rwsem.ts';
import { zap_page_range_single, zap_pte_range } from './memory.ts';
import { tlb_finish_mmu, tlb_gather_mmu } from './mmu_gather.ts';
import { anon_vma_lock_write, anon_vma_unlock_write, unlink_anon_vmas } from './rmap.ts';

export * from '../../v5.9/mm/mmap.ts';

/** Remove the mapping from the address space. Once nobody finds it any more, who faults elsewhere need not wait.
 *  @linux mm/mmap.c __do_munmap (v6.0), custom, name ours: the whole vma; with the locking of __vm_munmap, which asks for the
 *  downgrade, and gets it unless a stack is next to it */
export function munmap(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  down_write(mm.mmap_lock);
  mm.mapped = false;
  downgrade_write(mm.mmap_lock);
  unmap_region(vma);
  up_read(mm.mmap_lock);
}

/** madvise(MADV_DONTNEED) by another thread of the process: the PTEs go, the pages stay cached.
 *  @linux mm/madvise.c madvise_dontneed_single_vma (v6.0), custom, name ours: the whole mapping, if it is there */
export function madvise_dontneed(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  down_read(mm.mmap_lock);
  if (mm.mapped) zap_page_range_single(vma, 0, vma.nr_pages, null);
  up_read(mm.mmap_lock);
}

/** mmap(MAP_FIXED | MAP_POPULATE) of the same file over the mapping: unmap what is there, map anew, and read-fault the pages
 *  in.
 *  @linux mm/mmap.c mmap_region (v6.0), custom, name ours: the new vma is the old one again, as the allocator might have it;
 *  with mm_populate, which faults shared mappings for reading */
export function mmap_fixed(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  const mapping = vma.vm_file.f_mapping;
  down_write(mm.mmap_lock);
  mm.mapped = false;
  unmap_region(vma);
  down_write(mapping.i_mmap_rwsem);
  atomically(() => {
    if (mapping.i_mmap[0] === vma.i_mmap_next) mapping.i_mmap[0] = vma;
  }, 'relaxed');
  up_write(mapping.i_mmap_rwsem);
  mm.mapped = true;
  up_write(mm.mmap_lock);
  for (let vpn: int<0, 2> = 0; vpn < vma.nr_pages; vpn++) do_user_addr_fault(vma, vpn, false);
}

/** The last user of the address space is gone: take everything away. CPUs that ran it last may still have its TLB entries.
 *  @linux mm/mmap.c exit_mmap (v6.0), custom: one vma; a gather of a whole mm is one of a range, and PTEs are exchanged as
 *  always */
export function exit_mmap(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  down_write(mm.mmap_lock);
  mm.mapped = false;
  unmap_region(vma);
  up_write(mm.mmap_lock);
}

/** The end of the mapping moves, or its protection changes.
 *  @linux mm/mmap.c __vma_adjust (v6.0), custom: with mmap_lock taken; nothing changes, but the anon_vma is locked
 *  meanwhile; the lock of the file is left out */
export function __vma_adjust(vma: vm_area_struct): void {
  const anon_vma = vma.anon_vma;
  down_write(vma.vm_mm.mmap_lock);
  if (anon_vma !== null) {
    anon_vma_lock_write(anon_vma);
    anon_vma_unlock_write(anon_vma);
  }
  up_write(vma.vm_mm.mmap_lock);
}

/** PTEs first, then what leads from pages and files to the mapping, then the flush.
 *  @linux mm/mmap.c unmap_region (v6.0), dup */
export function unmap_region(vma: vm_area_struct): void {
  const tlb = new mmu_gather(vma.vm_mm);
  tlb_gather_mmu(tlb);
  zap_pte_range(tlb, vma, 0, vma.nr_pages, null);
  free_pgtables(vma);
  tlb_finish_mmu(tlb);
}

/** The pages and the file forget the mapping.
 *  @linux mm/memory.c free_pgtables (v6.0), custom: with unlink_file_vma; the page table stays; so does a mapping in the list of the
 *  file's that is not the first there: it is empty for whoever comes to it */
export function free_pgtables(vma: vm_area_struct): void {
  unlink_anon_vmas(vma);
  const mapping = vma.vm_file.f_mapping;
  down_write(mapping.i_mmap_rwsem);
  atomically(() => {
    if (mapping.i_mmap[0] === vma) mapping.i_mmap[0] = vma.i_mmap_next;
  }, 'relaxed');
  up_write(mapping.i_mmap_rwsem);
}
