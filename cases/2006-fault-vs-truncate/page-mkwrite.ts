// SPDX-License-Identifier: GPL-2.0-only
// A filesystem that wants to know before a page is written to, and a page that moves to another file meanwhile.

import { atomically, type bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import {
  type page,
  page_mapped,
  put_page,
  type vm_area_struct,
  type vm_operations_struct,
} from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import type { ssize_t } from 'faultline/linux/include/linux/types.ts';
import { filemap_fault, find_get_page, unlock_page } from 'faultline/linux/mm/filemap.ts';
import { remove_mapping } from 'faultline/linux/mm/vmscan.ts';

/** Reserves blocks, say; the page is not locked.
 *  @linux fs/xfs/linux-2.6/xfs_file.c xfs_vm_page_mkwrite (v2.6.23), stub: what it does does not matter here, only
 *  that it may sleep */
function page_mkwrite(_vma: vm_area_struct, page: page): ssize_t {
  atomically(() => {
    page.dirty = false;
  });
  return 0;
}

export const mkwrite_vm_ops: vm_operations_struct = { nopage: null, fault: filemap_fault, page_mkwrite };

/** Move the page to another file, as splice() with SPLICE_F_MOVE does: only a page that nobody else holds.
 *  @linux fs/splice.c page_cache_pipe_buf_steal (v2.6.23), custom: with the add_to_page_cache of pipe_to_file */
export function steal(from: address_space, to: address_space): void {
  const page = find_get_page(from, 0);
  if (page === null) return;
  lock_page(page);
  if (page.mapping === from && !page_mapped(page) && remove_from(from, page)) {
    put_page(page);
    add_to(to, page);
  }
  unlock_page(page);
  put_page(page);
}

/** Not while somebody else holds it.
 *  @linux fs/splice.c page_cache_pipe_buf_steal (v2.6.23), custom: its remove_mapping */
export function remove_from(from: address_space, page: page): bool {
  return remove_mapping(from, page);
}

/** Nobody has a page there yet.
 *  @linux fs/splice.c pipe_to_file (v2.6.23), custom: its add_to_page_cache of the stolen page, which is locked
 *  already */
function add_to(to: address_space, page: page): void {
  atomically(() => {
    page.mapping = to;
    page._count++;
    to.page_tree[0] = page;
  });
}
