// SPDX-License-Identifier: GPL-2.0-only
// A page fault and a truncation to nothing: the remover that ignores references, but unmaps a second time, private copies
// included, when the cache is empty.

import { choose, maybe, type Properties } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { access, is_shared, STORE_SHARED } from './access.ts';
import { maps_copy } from './properties.ts';
import type { two_processes } from './two-processes.ts';
import { mapped_before, one_file } from './world.ts';

/** An access of any kind. Another process maps the page already, or nobody does. */
export function truncated_file(): two_processes {
  const one = one_file();
  const { m, mapping, fd } = one;
  const kind = choose(4);
  const other = new vm_area_struct(m.other_mm, fd, generic_file_vm_ops, 1);
  const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1, 0, is_shared(kind), other);
  const how = new access(kind >= STORE_SHARED);
  mapping.i_mmap[0] = vma;
  if (maybe()) mapped_before(other, m.page0);
  return { ...one, other_mm: m.other_mm, vma, other, how };
}

export const early_and_late: Properties<two_processes> = {
  'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
  'the page is copied while it is cached': (w) => maps_copy(w.vma) && w.mapping.i_pages[0] === w.page0,
  'the access comes too late': (w) => w.seen.sigbus,
  'the access comes first': (w) => w.seen.accessed && !w.seen.sigbus && w.inode.i_size > 0,
};
