// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios about anon_vmas have in common: a process with a private copy of a page of a file, and an anon_vma that
// leads from the copy to the mapping.

import type { bool } from 'faultline';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { anon_vma } from 'faultline/linux/include/linux/rmap.ts';

/** The copy is mapped by the vma alone, and somebody has isolated it: he holds it. */
export function private_copy(vma: vm_area_struct, copy: page, anon_vma: anon_vma): void {
  copy.buddy = false;
  copy._refcount = 2;
  copy._mapcount = 1;
  copy.uptodate = true;
  copy.anon_vma = anon_vma;
  vma.vm_mm.pte[0] = { page: copy, write: true, dirty: true };
  vma.anon_vma = anon_vma;
  anon_vma.rb_root[0] = vma;
}

/** P4: nobody looks at an anon_vma whose memory is something else by now, and a mapped anonymous page has one. */
export function anon_vma_lives(copy: page, anon_vma: anon_vma): bool {
  return !anon_vma.used_after_free && !copy.mapped_without_anon_vma;
}
