// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios of this case ask: about the tree against the block map, and about page tables against both.

import type { bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block } from 'faultline/linux/include/linux/pmem.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import type { seen } from './program.ts';

/** HOLE, asked at the end: a hole page in the tree is where the file has no block. */
export function hole(mapping: address_space): bool {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    if (mapping.page_tree.slots[index].page !== null && mapping.host.i_block[index] !== null) return false;
  }
  return true;
}

/** MAPPED, asked at the end: what a PTE maps is the block that the file has there, or its hole page, or a private copy. */
export function mapped(vma: vm_area_struct): bool {
  const mapping = vma.vm_file.f_mapping;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const pte = vma.vm_mm.pte[index];
    if (pte.pfn !== null && pte.pfn !== mapping.host.i_block[index]) return false;
    if (pte.page !== null && vma.shared && mapping.host.i_block[index] !== null) return false;
  }
  return true;
}

/** ACCOUNTED, asked at the end: the counts of the mapping are those of its slots, and no entry is locked. */
export function accounted(mapping: address_space): bool {
  let entries = 0;
  let pages = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const slot = mapping.page_tree.slots[index];
    if (slot.locked) return false;
    if (slot.exceptional) entries++;
    if (slot.page !== null) pages++;
  }
  return mapping.nrexceptional === entries && mapping.nrpages === pages;
}

/** WRITABLE-DIRTY: where a PTE lets stores through, the entry is dirty, or somebody has it locked. */
export function writable_dirty(vma: vm_area_struct): bool {
  const page_tree = vma.vm_file.f_mapping.page_tree;
  for (let index: pgoff_t = 0; index < vma.vm_file.f_mapping.nr_slots; index++) {
    const pte = vma.vm_mm.pte[index];
    if (pte.pfn !== null && pte.write && !page_tree.dirty[index] && !page_tree.slots[index].locked) return false;
  }
  return true;
}

/** CLEAN: where nothing says that a block is to be written back, no CPU has a newer value of it in its cache. */
export function clean(mapping: address_space): bool {
  const page_tree = mapping.page_tree;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const block = mapping.host.i_block[index];
    if (block === null || page_tree.dirty[index] || page_tree.towrite[index] || page_tree.slots[index].locked) continue;
    if (block.cache_dirty) return false;
  }
  return true;
}

/** FSYNC: what was stored when fsync() began is in the persistent memory when it has returned 0. */
export function fsync_keeps(seen: seen, block: block): bool {
  return !seen.synced || block.pmem >= seen.asked;
}

/** ENTERED, asked at the end: what maps a block is known to the tree. Otherwise nobody writes it back, or finds it to unmap it. */
export function entered(vma: vm_area_struct): bool {
  const mapping = vma.vm_file.f_mapping;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const pte = vma.vm_mm.pte[index];
    if (pte.pfn !== null && mapping.page_tree.slots[index].sector !== pte.pfn) return false;
  }
  return true;
}

/** EOF, once truncate() has returned: no PTE maps anything behind the end of the file. */
export function nothing_behind_eof(vma: vm_area_struct): bool {
  const mapping = vma.vm_file.f_mapping;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const pte = vma.vm_mm.pte[index];
    if (index >= mapping.host.i_size && (pte.page !== null || pte.pfn !== null)) return false;
  }
  return true;
}
