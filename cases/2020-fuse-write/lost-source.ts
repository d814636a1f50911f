// SPDX-License-Identifier: GPL-2.0-only
// A file on FUSE whose second page, mapped, is the source of a write to the first, and what happens to the copy if somebody
// takes it away.

import type { Properties } from 'faultline';
import type { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { type fuse_file, mmap } from './fuse-file.ts';
import { NEW, OLD } from './values.ts';
import { cached } from './world.ts';

/** Both pages are cached; the second has what is to be written. */
export function source_and_target(one: fuse_file): vm_area_struct {
  const { m, mapping } = one;
  const vma = mmap(one, 2);
  cached(mapping, m.page0, 0, OLD, true);
  cached(mapping, m.page1, 1, NEW, true);
  m.server.disk.blocks[2] = NEW;
  m.server.disk.blocks[3] = NEW;
  return vma;
}

export const loses_source: Properties<{ readonly mm: mm_struct; readonly page0: page }> = {
  'the source is gone after it was faulted in': (w) => w.page0.locked && w.mm.pte[1].page === null,
  'the copy stops in the middle': (w) =>
    w.page0.cells[0] === NEW && w.page0.cells[1] === OLD && w.mm.pte[1].page === null,
};
