// SPDX-License-Identifier: GPL-2.0-only
// Page faults, and taking mappings away. What is under the page-table lock is one step. A read fault on anonymous memory maps the
// shared zero page; a write fault on that puts a page of its own in its place.

import { assert, atomically, type bool, smp_rmb, smp_wmb } from 'faultline';
import { PAGE_SIZE, ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { address_space } from '../include/linux/fs.ts';
import { pte_present, vm_fault, vm_fault_t } from '../include/linux/mm.ts';
import type { mm_struct, vm_area_struct } from '../include/linux/mm_types.ts';
import type { pgoff_t, vpn_t } from '../include/linux/types.ts';
import { unlock_page } from './filemap.ts';

/** Handle one fault. mmap_lock is held for reading.
 *  @linux mm/memory.c handle_mm_fault (v5.14), custom: with __handle_mm_fault and handle_pte_fault; the upper levels exist */
export function handle_mm_fault(vma: vm_area_struct, vpn: vpn_t, write: bool): vm_fault_t {
  const mm = vma.vm_mm;
  const ops = vma.vm_ops;
  if (ops === null) return do_anonymous_page(mm, vpn, write);
  const entry = mm.pte[vpn];
  if (pte_present(entry) && (entry.write || !write)) return vm_fault_t.VM_FAULT_NOPAGE;
  const vmf = new vm_fault(vma, vpn, vpn - vma.vm_start + vma.vm_pgoff, write);
  if (pte_present(entry)) vmf.page = entry.page;
  else {
    if (!write && do_fault_around(vmf)) return vm_fault_t.VM_FAULT_NOPAGE;
    const ret = ops.fault(vmf);
    if (ret !== vm_fault_t.VM_FAULT_LOCKED) return ret;
    if (!write) finish_fault(vmf);
    if (vmf.page !== null) unlock_page(vmf.page);
  }
  return write ? wp_page_shared(vmf) : vm_fault_t.VM_FAULT_NOPAGE;
}

/** Memory that nobody has written to yet: to read it, the zero page will do. A write puts a page of its own there.
 *  @linux mm/memory.c do_anonymous_page (v5.14), custom: with do_wp_page, for the zero page; a page is always to be had */
function do_anonymous_page(mm: mm_struct, vpn: vpn_t, write: bool): vm_fault_t {
  atomically('locked', mm, () => {
    const entry = mm.pte[vpn];
    if (write && !entry.write) wp_page_copy(mm, vpn);
    else if (!pte_present(entry)) mm.pte[vpn] = { page: mm.zero_page, special: true, write: false };
  });
  return vm_fault_t.VM_FAULT_NOPAGE;
}

/** A page of zeroes of one's own.
 *  @linux mm/memory.c wp_page_copy (v5.14), custom: of the zero page, or of nothing; inside the step of its caller */
function wp_page_copy(mm: mm_struct, vpn: vpn_t): void {
  const page = mm.anon[vpn];
  assert(page !== null, 'the scenario has no memory for this page of the process');
  for (let cell = 0; cell < PAGE_SIZE; cell++) page.cells[cell] = ZERO;
  smp_wmb();
  mm.pte[vpn] = { page, special: false, write: true };
}

/** Have the filesystem agree, and map the page writable, whether it was mapped to read or is new.
 *  @linux mm/memory.c wp_page_shared (v5.14), custom: with do_page_mkwrite, and what do_shared_fault has of it */
function wp_page_shared(vmf: vm_fault): vm_fault_t {
  const ops = vmf.vma.vm_ops;
  if (ops === null || ops.page_mkwrite === null) return vm_fault_t.VM_FAULT_SIGBUS;
  const ret = ops.page_mkwrite(vmf);
  if (ret !== vm_fault_t.VM_FAULT_LOCKED) return ret;
  finish_fault(vmf);
  if (vmf.page !== null) unlock_page(vmf.page);
  return vm_fault_t.VM_FAULT_NOPAGE;
}

/** What is in the cache already is mapped without asking the filesystem: gfs2 takes no glock for it.
 *  @linux mm/memory.c do_fault_around (v5.14), custom: with filemap_map_pages; the page itself and none around it */
function do_fault_around(vmf: vm_fault): bool {
  const file = vmf.vma.vm_file;
  if (file === null) return false;
  const mapping = file.f_mapping;
  const mm = vmf.vma.vm_mm;
  return atomically('locked', mm, (): bool => {
    const page = mapping.i_pages[vmf.pgoff];
    if (page === null || page.locked || !page.uptodate) return false;
    smp_rmb();
    if (!pte_present(mm.pte[vmf.vpn])) mm.pte[vmf.vpn] = { page, special: false, write: false };
    return true;
  });
}

/** Map the locked page, unless somebody else was faster.
 *  @linux mm/memory.c finish_fault (v5.14), custom: with the entry that is only made writable */
function finish_fault(vmf: vm_fault): void {
  const mm = vmf.vma.vm_mm;
  const page = vmf.page;
  atomically('locked', mm, () => {
    const entry = mm.pte[vmf.vpn];
    if (entry.page === page) mm.pte[vmf.vpn] = { ...entry, write: entry.write || vmf.write };
    else if (!pte_present(entry)) mm.pte[vmf.vpn] = { page, special: false, write: vmf.write };
  });
}

/** Unmap a range of pages of the file everywhere on this node.
 *  @linux mm/memory.c unmap_mapping_range (v5.14), custom: one step per mapping; clearing an entry flushes it */
export function unmap_mapping_range(mapping: address_space, start: pgoff_t, end: pgoff_t): void {
  for (let n = 0; n < 2; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null) continue;
    atomically('full', vma.vm_mm, () => {
      for (let vpn = vma.vm_start; vpn < vma.vm_end; vpn++) {
        const pgoff = vpn - vma.vm_start + vma.vm_pgoff;
        if (pgoff >= start && pgoff < end) vma.vm_mm.pte[vpn] = { page: null, special: false, write: false };
      }
    });
  }
}

/** Make the page read-only everywhere on this node, so that the next store is noticed.
 *  @linux mm/rmap.c page_mkclean (v5.14), custom: one step per mapping */
export function page_mkclean(mapping: address_space, index: pgoff_t): void {
  for (let n = 0; n < 2; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null) continue;
    atomically('full', vma.vm_mm, () => {
      for (let vpn = vma.vm_start; vpn < vma.vm_end; vpn++)
        if (vpn - vma.vm_start + vma.vm_pgoff === index) vma.vm_mm.pte[vpn] = { ...vma.vm_mm.pte[vpn], write: false };
    });
  }
}
