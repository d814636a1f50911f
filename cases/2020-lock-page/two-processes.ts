// SPDX-License-Identifier: GPL-2.0-only
// One process that accesses the page of the file, and another one that has mapped the file, too: what most removers meet.

import { choose, type int, maybe, type Properties } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import type { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import type { vm_operations_struct } from 'faultline/linux/include/linux/mm.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { access, is_shared, STORE_SHARED, type seen } from './access.ts';
import { type machine, mapped_before, one_file } from './world.ts';

export type two_processes = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly other_mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly other: vm_area_struct;
  readonly page0: page;
  readonly page1: page;
  readonly copy0: page;
  readonly copy1: page;
  readonly how: access;
  readonly seen: seen;
};

/** The access is of this kind. The walk over the mappings of the file meets the other process first, which has not mapped the
 *  page yet. */
export function two_processes(ops: vm_operations_struct, kind: int<0, 3>): two_processes {
  const one = one_file();
  const { m, mapping, fd } = one;
  const vma = new vm_area_struct(m.mm, fd, ops, 1, 0, is_shared(kind));
  const other = new vm_area_struct(m.other_mm, fd, ops, 1, 0, true, vma);
  const how = new access(kind >= STORE_SHARED);
  mapping.i_mmap[0] = other;
  return { ...one, other_mm: m.other_mm, vma, other, how };
}

/** An access of any kind. The other process maps the page already, or nobody does. */
export function any_access(): two_processes {
  const both = two_processes(generic_file_vm_ops, choose(4));
  if (maybe()) mapped_before(both.other, both.page0);
  return both;
}

export const mapped_in_time: Properties<two_processes> = {
  'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
};
/** Of a remover that takes the page out of the cache, after which the file's page may be another one. */
export const gone_and_back: Properties<two_processes> = {
  'the page is gone': (w) => w.seen.removed && w.mapping.i_pages[0] === null,
  'the page is back': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
};
