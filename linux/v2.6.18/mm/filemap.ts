// SPDX-License-Identifier: GPL-2.0-only
// The page cache: lookup, insertion and removal, reads through it, writes into it, and faults on it.

import { atomically, smp_mb__after_atomic, smp_mb__before_atomic, WRITE_ONCE } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../v5.9/include/linux/kernel.ts';
import { __copy_from_user, __copy_from_user_inatomic, clear_cells } from '../include/asm-i386/uaccess.ts';
import { type address_space, type file, i_size_read, mutex_lock, mutex_unlock } from '../include/linux/fs.ts';
import { type page, pages_of, put_page, type vm_area_struct, type vm_operations_struct } from '../include/linux/mm.ts';
import { PageUptodate } from '../include/linux/page-flags.ts';
import { fault_in_pages_readable, lock_page, wait_on_page_locked } from '../include/linux/pagemap.ts';
import {
  AOP_TRUNCATED_PAGE,
  EEXIST,
  EFAULT,
  type loff_t,
  type pgoff_t,
  type size_t,
  type ssize_t,
} from '../include/linux/types.ts';
import { type iov_iter, iov_iter_advance, iov_iter_single_seg_count } from '../include/linux/uio.ts';
import { alloc_page } from './page_alloc.ts';

/** Clear PG_locked; whoever sleeps on it may try.
 *  @linux mm/filemap.c unlock_page (v2.6.18), custom: no wait queue */
export function unlock_page(page: page): void {
  smp_mb__before_atomic();
  WRITE_ONCE(page.locked, false);
  smp_mb__after_atomic();
}

/** Take the page out of the cache; called where tree_lock is held. page->index stays. For the property INV-REMOVE it is
 *  written down whether the page was mapped.
 *  @linux mm/filemap.c __remove_from_page_cache (v2.6.18), custom: no accounting */
export function __remove_from_page_cache(mapping: address_space, page: page): void {
  mapping.page_tree[page.index] = null;
  page.mapping = null;
  if (page._mapcount > 0) mapping.removed_mapped = true;
}

/** Take the locked page out of the cache; its reference is left to the caller.
 *  @linux mm/filemap.c remove_from_page_cache (v2.6.18), custom: the section under tree_lock is one step */
export function remove_from_page_cache(mapping: address_space, page: page): void {
  atomically('locked', mapping, () => __remove_from_page_cache(mapping, page));
  check_removed_page(page);
}

/** 2.6.18 does not look whether the page it has just removed is mapped.
 *  @linux mm/filemap.c __remove_from_page_cache (v2.6.18), stub, name ours: later kernels have a BUG_ON there */
export function check_removed_page(_page: page): void {}

/** Insert a new page: it enters the cache locked. -EEXIST when somebody else's page is there.
 *  @linux mm/filemap.c add_to_page_cache (v2.6.18), custom: one step, because nobody can reach the page before the
 *  slot holds it; never out of memory */
export function add_to_page_cache(page: page, mapping: address_space, offset: pgoff_t): ssize_t {
  return atomically('locked', mapping, (): ssize_t => {
    if (mapping.page_tree[offset] !== null) return -EEXIST;
    page.locked = true;
    page._count++;
    page.mapping = mapping;
    page.index = offset;
    mapping.page_tree[offset] = page;
    return 0;
  });
}

/** The page of the file at an index, with a reference, or null.
 *  @linux mm/filemap.c find_get_page (v2.6.18), custom: the section under tree_lock is one step */
export function find_get_page(mapping: address_space, offset: pgoff_t): page | null {
  return atomically('locked', mapping, () => {
    const page = mapping.page_tree[offset];
    if (page !== null) page._count++;
    return page;
  });
}

/** The page at an index, locked, with a reference, or null. Who had to sleep looks whether it is still the file's
 *  page.
 *  @linux mm/filemap.c find_lock_page (v2.6.18), custom: looks again also when it did not sleep, where nothing can
 *  have changed (lookup and trylock are one section under tree_lock in Linux) */
export function find_lock_page(mapping: address_space, offset: pgoff_t): page | null {
  for (;;) {
    const page = find_get_page(mapping, offset);
    if (page === null) return null;
    lock_page(page);
    if (page.mapping === mapping && page.index === offset) return page;
    unlock_page(page);
    put_page(page);
  }
}

/** The page that a write goes to, locked and held; made if it is not there.
 *  @linux mm/filemap.c __grab_cache_page (v2.6.18), custom: no cached spare page */
export function __grab_cache_page(mapping: address_space, index: pgoff_t): page {
  for (;;) {
    const found = find_lock_page(mapping, index);
    if (found !== null) return found;
    const made = alloc_page(mapping.pgdat);
    if (add_to_page_cache(made, mapping, index) === 0) return made;
    put_page(made);
  }
}

/** Make the page and start to read it. Somebody else's page is as good.
 *  @linux mm/filemap.c page_cache_read (v2.6.18), dup */
export function page_cache_read(file: file, offset: pgoff_t): ssize_t {
  const mapping = file.f_mapping;
  for (;;) {
    const page = alloc_page(mapping.pgdat);
    let ret: ssize_t = 0;
    if (add_to_page_cache(page, mapping, offset) === 0) ret = mapping.a_ops.readpage(file, page);
    put_page(page);
    if (ret !== AOP_TRUNCATED_PAGE) return ret;
  }
}

/** Find the page for a fault: held, uptodate a moment ago, not locked. An uptodate page is returned without ever
 *  having been locked, and nobody looks at page->mapping again.
 *  @linux mm/filemap.c filemap_nopage (v2.6.18), custom: no readahead, PG_error not kept; the size is checked for
 *  every task (Linux lets a tracer past the end of the file) */
export function filemap_nopage(vma: vm_area_struct, pgoff: pgoff_t): page | null {
  const file = vma.vm_file;
  const mapping = file.f_mapping;
  retry_all: for (;;) {
    if (pgoff >= pages_of(i_size_read(mapping.host))) return null;
    // retry_find:
    for (;;) {
      const page = find_get_page(mapping, pgoff);
      if (page === null) {
        if (page_cache_read(file, pgoff) < 0) return null;
        continue;
      }
      if (PageUptodate(page)) return page;
      // Two attempts: the first one may fail for a reason that is gone.
      for (let attempt = 0; attempt < 2; attempt++) {
        lock_page(page);
        if (page.mapping === null) {
          unlock_page(page);
          put_page(page);
          continue retry_all;
        }
        if (PageUptodate(page)) {
          unlock_page(page);
          return page;
        }
        if (mapping.a_ops.readpage(file, page) === 0) {
          wait_on_page_locked(page);
          if (PageUptodate(page)) return page;
        }
      }
      put_page(page);
      return null;
    }
  }
}

export const generic_file_vm_ops: vm_operations_struct = {
  nopage: filemap_nopage,
  fault: null,
  page_mkwrite: null,
};

/** Read one cell through the cache: from an uptodate page without its lock. UNINIT: past the end of the file, or an
 *  error.
 *  @linux mm/filemap.c do_generic_mapping_read (v2.6.18), custom: one cell per call, no readahead; the size is looked at again also
 *  for a page that was cached */
export function do_generic_mapping_read(file: file, pos: loff_t): cell_t {
  const mapping = file.f_mapping;
  const index = pos >> PAGE_SHIFT;
  if (pos >= i_size_read(mapping.host)) return UNINIT;
  for (;;) {
    const cached = find_get_page(mapping, index);
    const page = cached ?? alloc_page(mapping.pgdat);
    if (cached === null) {
      if (add_to_page_cache(page, mapping, index) < 0) {
        put_page(page);
        continue;
      }
    } else {
      if (PageUptodate(page)) return page_ok(mapping, page, pos);
      lock_page(page);
      if (page.mapping === null) {
        unlock_page(page);
        put_page(page);
        continue;
      }
      if (PageUptodate(page)) {
        unlock_page(page);
        return page_ok(mapping, page, pos);
      }
    }
    // readpage:
    const error = mapping.a_ops.readpage(file, page);
    if (error === 0 && !PageUptodate(page)) {
      lock_page(page);
      if (!PageUptodate(page)) {
        const gone = page.mapping === null;
        unlock_page(page);
        put_page(page);
        if (gone) continue;
        return UNINIT;
      }
      unlock_page(page);
    }
    if (error === 0) return page_ok(mapping, page, pos);
    put_page(page);
    if (error < 0) return UNINIT;
  }
}

/** The rest of the read: the page is uptodate and held, perhaps no longer cached, and not locked.
 *  @linux mm/filemap.c do_generic_mapping_read (v2.6.18), custom, name ours: its label page_ok */
function page_ok(mapping: address_space, page: page, pos: loff_t): cell_t {
  let cell: cell_t = UNINIT;
  if (pos < i_size_read(mapping.host)) cell = page.cells[pos & (PAGE_SIZE - 1)];
  put_page(page);
  return cell;
}

/** Copy one chunk into the locked page. First without faulting; if that fell short, once more from the start, and
 *  then page faults are served, with the page locked. Returns how many cells were copied; behind a real failure the
 *  page gets zeroes.
 *  @linux mm/filemap.h filemap_copy_from_user (v2.6.18), custom: with its iovec variant */
export function filemap_copy_from_user(page: page, offset: size_t, i: iov_iter, bytes: size_t): size_t {
  const copied = filemap_copy_from_user_inatomic(page, offset, i, bytes);
  if (copied === bytes) return copied;
  return filemap_copy_from_user_faulting(page, offset, i, bytes);
}

/** Segment by segment up to the first cell that is not mapped; what lies behind is left alone.
 *  @linux mm/filemap.h filemap_copy_from_user_iovec (v2.6.18), custom, name ours: between kmap_atomic and kunmap_atomic,
 *  which disable page faults on i386 */
export function filemap_copy_from_user_inatomic(page: page, offset: size_t, i: iov_iter, bytes: size_t): size_t {
  let copied: size_t = 0;
  let base: size_t = i.iov_offset;
  for (let seg = 0; seg < 2; seg++) {
    if (seg < i.seg || copied === bytes) continue;
    const iov = i.iov[seg];
    const n = min(bytes - copied, iov.iov_len - base);
    const left = __copy_from_user_inatomic(page, offset + copied, iov, base, n);
    copied += n - left;
    base = 0;
    if (left > 0) return copied;
  }
  return copied;
}

/** The same with page faults served. The tail of what could not be copied is cleared.
 *  @linux mm/filemap.h filemap_copy_from_user_iovec (v2.6.18), custom, name ours: between kmap and kunmap */
export function filemap_copy_from_user_faulting(page: page, offset: size_t, i: iov_iter, bytes: size_t): size_t {
  let copied: size_t = 0;
  let base: size_t = i.iov_offset;
  for (let seg = 0; seg < 2; seg++) {
    if (seg < i.seg || copied === bytes) continue;
    const iov = i.iov[seg];
    const n = min(bytes - copied, iov.iov_len - base);
    const left = __copy_from_user(page, offset + copied, iov, base, n);
    copied += n - left;
    base = 0;
    if (left > 0) {
      clear_cells(page, offset + copied, offset + bytes);
      return copied;
    }
  }
  return copied;
}

/** How much one round of a write does: to the end of the page, of the segment, of the write.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom, name ours: its first lines; the limit to the segment is
 *  6527c2bd */
export function chunk(i: iov_iter, pos: loff_t): size_t {
  return min(PAGE_SIZE - (pos & (PAGE_SIZE - 1)), iov_iter_single_seg_count(i));
}

/** Touch the source of the next chunk, as far as its first segment goes. Whether that worked is not asked.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom, name ours: its lines about fault_in_pages_readable */
export function fault_in_first_segment(i: iov_iter, bytes: size_t): ssize_t {
  const iov = i.iov[i.seg];
  if (iov.vma === null) return 0;
  return fault_in_pages_readable(iov.vma, iov.iov_base + i.iov_offset, min(bytes, iov_iter_single_seg_count(i)));
}

/** Write through the cache, chunk by chunk: touch the source, lock the page, copy, commit. The copy may fault while
 *  the page is locked. The full chunk is committed even if the copy fell short.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom: no limits, no throttling, no direct I/O before
 *  it */
export function generic_file_buffered_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  let status: ssize_t = 0;
  while (i.count > 0 && status === 0) {
    const offset = pos & (PAGE_SIZE - 1);
    const bytes = chunk(i, pos);
    fault_in_first_segment(i, bytes);
    const page = __grab_cache_page(mapping, pos >> PAGE_SHIFT);
    const prepared = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
    if (prepared !== 0) {
      if (prepared !== AOP_TRUNCATED_PAGE) {
        unlock_page(page);
        status = prepared;
      }
      put_page(page);
      continue;
    }
    const copied = filemap_copy_from_user(page, offset, i, bytes);
    status = mapping.a_ops.commit_write(file, page, offset, offset + bytes);
    if (status === 0) {
      written += copied;
      pos += copied;
      iov_iter_advance(i, copied);
      if (copied !== bytes) status = -EFAULT;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}

/** Write to a file under its i_mutex.
 *  @linux mm/filemap.c generic_file_aio_write (v2.6.18), custom: buffered only, not synchronous */
export function generic_file_aio_write(file: file, i: iov_iter, pos: loff_t): ssize_t {
  const inode = file.f_mapping.host;
  mutex_lock(inode);
  const written = generic_file_buffered_write(file, i, pos);
  mutex_unlock(inode);
  return written;
}
