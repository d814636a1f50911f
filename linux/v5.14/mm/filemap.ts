// SPDX-License-Identifier: GPL-2.0-only
// The page cache: how pages get into it, are read by read(2) and by faults, and written back.

import { assert, atomically, type bool, rcu_assign_pointer, smp_store_release, smp_wmb, waitUntil } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE, ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../v5.9/include/linux/kernel.ts';
import { type address_space, file_inode, type kiocb } from '../include/linux/fs.ts';
import { type vm_fault, vm_fault_t } from '../include/linux/mm.ts';
import type { page, task_struct } from '../include/linux/mm_types.ts';
import { EAGAIN, EFAULT, type pgoff_t, type size_t, type ssize_t } from '../include/linux/types.ts';
import { copy_page_to_iter, type iov_iter } from '../lib/iov_iter.ts';
import { page_mkclean } from './memory.ts';

/** @linux include/linux/pagemap.h lock_page (v5.14), custom: one step, in no order among those who wait */
export function lock_page(page: page): void {
  atomically(() => {
    waitUntil(() => !page.locked);
    page.locked = true;
  }, 'acquire');
}

/** @linux mm/filemap.c unlock_page (v5.14), dup */
export function unlock_page(page: page): void {
  smp_store_release(page.locked, false);
}

/** A new page for the cache, locked. Null: somebody else was faster.
 *  @linux mm/filemap.c add_to_page_cache_lru (v5.14), custom: the section under xa_lock is one step; the memory is the same each
 *  time, so it waits until who had it locked before has let go */
export function add_to_page_cache_lru(mapping: address_space, index: pgoff_t): page | null {
  return atomically('locked', mapping, (): page | null => {
    const page = mapping.frames[index];
    assert(page !== null, 'the scenario has no memory for this page of the file');
    if (mapping.i_pages[index] !== null) return null;
    waitUntil(() => !page.locked);
    page.mapping = mapping;
    page.locked = true;
    rcu_assign_pointer(mapping.i_pages[index], page);
    return page;
  });
}

/** Read the locked page, which is new, and unlock it.
 *  @linux fs/iomap/buffered-io.c iomap_readpage (v5.14), custom: in one step with its end; no errors */
export function iomap_readpage(mapping: address_space, index: pgoff_t, page: page): void {
  atomically(() => {
    const bdev = mapping.host.i_bdev;
    const start = index << PAGE_SHIFT;
    for (let cell = 0; cell < PAGE_SIZE; cell++) page.cells[cell] = bdev.hole[index] ? ZERO : bdev.blocks[start + cell];
    smp_wmb();
    page.uptodate = true;
    smp_store_release(page.locked, false);
  }, 'relaxed');
}

/** An uptodate page of the file; it may have left the cache by the time that the caller has it. Null: noio, and there is none.
 *  @linux mm/filemap.c filemap_get_pages (v5.14), custom: one page, no readahead */
export function filemap_get_pages(mapping: address_space, index: pgoff_t, noio: bool): page | null {
  for (;;) {
    const cached = mapping.i_pages[index];
    if (cached !== null) {
      if (cached.uptodate) return cached;
      if (noio) return null;
      lock_page(cached);
      const there = cached.mapping === mapping && cached.uptodate;
      unlock_page(cached);
      if (there) return cached;
      continue;
    }
    if (noio) return null;
    const page = add_to_page_cache_lru(mapping, index);
    if (page !== null) iomap_readpage(mapping, index, page);
  }
}

/** read(2) through the cache. What the user's memory does not take ends it, with what was copied, or -EFAULT.
 *  @linux mm/filemap.c generic_file_read_iter (v5.14), custom: with filemap_read, buffered only; no atime */
export function generic_file_read_iter(iocb: kiocb, iter: iov_iter, current: task_struct): ssize_t {
  const mapping = iocb.ki_filp.f_mapping;
  const isize = file_inode(iocb.ki_filp).i_size;
  let already_read: size_t = 0;
  let error: ssize_t = 0;
  while (iter.count > 0 && iocb.ki_pos < isize) {
    const page = filemap_get_pages(mapping, iocb.ki_pos >> PAGE_SHIFT, iocb.noio);
    if (page === null) {
      error = -EAGAIN;
      break;
    }
    const offset = iocb.ki_pos & (PAGE_SIZE - 1);
    const bytes = min(min(iter.count, PAGE_SIZE - offset), isize - iocb.ki_pos);
    const copied = copy_page_to_iter(page, offset, bytes, iter, current);
    already_read += copied;
    iocb.ki_pos += copied;
    if (copied < bytes) {
      error = -EFAULT;
      break;
    }
  }
  return already_read > 0 ? already_read : error;
}

/** Find the page, or read it, and lock it.
 *  @linux mm/filemap.c filemap_fault (v5.14), custom: no readahead; mmap_lock is kept while it waits for a page lock */
export function filemap_fault(vmf: vm_fault): vm_fault_t {
  const file = vmf.vma.vm_file;
  if (file === null || vmf.pgoff << PAGE_SHIFT >= file_inode(file).i_size) return vm_fault_t.VM_FAULT_SIGBUS;
  const mapping = file.f_mapping;
  for (;;) {
    const page = filemap_get_pages(mapping, vmf.pgoff, false);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping && page.uptodate) {
      vmf.page = page;
      return vm_fault_t.VM_FAULT_LOCKED;
    }
    unlock_page(page);
  }
}

/** Write the dirty pages of a range.
 *  @linux mm/filemap.c filemap_fdatawrite_range (v5.14), custom: who starts the writeback does it, and waits; one page at a time */
export function filemap_fdatawrite_range(mapping: address_space, start: pgoff_t, end: pgoff_t): void {
  for (let index: pgoff_t = start; index < end; index++) {
    const page = mapping.i_pages[index];
    if (page === null || !page.dirty) continue;
    lock_page(page);
    if (page.mapping === mapping && page.dirty) {
      page_mkclean(mapping, index);
      atomically(() => {
        atomically(() => {
          page.dirty = false;
        }, 'full');
        for (let cell = 0; cell < PAGE_SIZE; cell++)
          mapping.host.i_bdev.blocks[(index << PAGE_SHIFT) + cell] = page.cells[cell];
      }, 'relaxed');
    }
    unlock_page(page);
  }
}
