// SPDX-License-Identifier: GPL-2.0-only
// The page cache: lookup, insertion and removal, reads through it, writes into it, and faults on it.

import { assert, atomically, type bool, type flags, rcu_assign_pointer } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../arch/x86/include/asm/page_types.ts';
import {
  type address_space,
  type file,
  file_inode,
  i_size_read,
  inode_lock,
  inode_unlock,
  type kiocb,
} from '../include/linux/fs.ts';
import { max, min } from '../include/linux/kernel.ts';
import { put_page, type vm_fault, vm_fault_t } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { page_cache_get_speculative } from '../include/linux/page_ref.ts';
import { PageLocked, PageUptodate, SetPageDirty } from '../include/linux/page-flags.ts';
import { lock_page, trylock_page, wait_on_page_locked } from '../include/linux/pagemap.ts';
import { EEXIST, EFAULT, EIO, type loff_t, type pgoff_t, type size_t, type ssize_t } from '../include/linux/types.ts';
import { up_read } from '../kernel/locking/rwsem.ts';
import {
  copy_page_to_iter,
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from '../lib/iov_iter.ts';
import { alloc_set_pte } from './memory.ts';
import { alloc_page } from './page_alloc.ts';

/** For pagecache_get_page: lock it; make it if it is not there; return a new one unlocked. */
export const FGP_LOCK = 1;
export const FGP_CREAT = 2;
export const FGP_FOR_MMAP = 4;

/** Clear PG_locked; whoever sleeps on it may try.
 *  @linux mm/filemap.c unlock_page (v5.9), custom: no wait queue, see mm/page_wait.ts */
export function unlock_page(page: page): void {
  atomically(() => {
    VM_BUG_ON(!page.locked);
    page.locked = false;
  }, 'release');
}

/** The page of the file at an index, with a reference, or null. No lock is taken: load the slot, get the page unless it is
 *  going away, load the slot again.
 *  @linux include/linux/pagemap.h find_get_page (v5.9), custom: find_get_entry without shadow entries and without the RCU section */
export function find_get_page(mapping: address_space, offset: pgoff_t): page | null {
  for (;;) {
    const page = mapping.i_pages[offset];
    if (page === null) return null;
    if (!page_cache_get_speculative(page)) continue;
    if (mapping.i_pages[offset] === page) return page;
    put_page(page);
  }
}

/** Insert a new page: it enters the cache locked. -EEXIST when somebody else's page is there.
 *  @linux mm/filemap.c add_to_page_cache_lru (v5.9), custom: __SetPageLocked, the slot under xa_lock and the page's own
 *  fields are one step, because nobody can reach the page before the slot holds it; no LRU */
export function add_to_page_cache_lru(page: page, mapping: address_space, offset: pgoff_t): ssize_t {
  return atomically('locked', mapping, (): ssize_t => {
    if (mapping.i_pages[offset] !== null) return -EEXIST;
    page.locked = true;
    page._refcount++;
    page.mapping = mapping;
    page.index = offset;
    rcu_assign_pointer(mapping.i_pages[offset], page);
    return 0;
  });
}

/** Find the page, and lock it or make it as the flags say. A page that left the cache before we had its lock is not it.
 *  @linux mm/filemap.c pagecache_get_page (v5.9), custom: no FGP_NOWAIT, FGP_WRITE, FGP_ACCESSED */
export function pagecache_get_page(
  mapping: address_space,
  index: pgoff_t,
  fgp_flags: flags<typeof FGP_LOCK | typeof FGP_CREAT | typeof FGP_FOR_MMAP>,
): page | null {
  for (;;) {
    const found = find_get_page(mapping, index);
    if (found !== null) {
      if ((fgp_flags & FGP_LOCK) === 0) return found;
      lock_page(found);
      if (found.mapping === mapping) return found;
      unlock_page(found);
      put_page(found);
      continue;
    }
    if ((fgp_flags & FGP_CREAT) === 0) return null;
    const made = alloc_page(mapping.pgdat);
    if (add_to_page_cache_lru(made, mapping, index) < 0) {
      put_page(made);
      continue;
    }
    if ((fgp_flags & FGP_FOR_MMAP) !== 0) unlock_page(made);
    return made;
  }
}

/** The page that a write goes to, locked and held; made if it is not there.
 *  @linux mm/filemap.c grab_cache_page_write_begin (v5.9), custom: no stable pages, so no wait for writeback; never out of
 *  memory */
export function grab_cache_page_write_begin(mapping: address_space, index: pgoff_t): page {
  const page = pagecache_get_page(mapping, index, FGP_LOCK | FGP_CREAT);
  assert(page !== null, 'FGP_CREAT makes the page');
  return page;
}

/** Take the locked page out of the cache; called where xa_lock is held. PG_uptodate and page->index stay. For the property
 *  INV-REMOVE it is written down whether the page was mapped.
 *  @linux mm/filemap.c __delete_from_page_cache (v5.9), custom: no accounting */
export function __delete_from_page_cache(page: page, mapping: address_space): void {
  VM_BUG_ON(page._mapcount > 0);
  if (page._mapcount > 0) mapping.removed_mapped = true;
  mapping.i_pages[page.index] = null;
  page.mapping = null;
}

/** Take the locked page out of the cache, and drop the cache's reference.
 *  @linux mm/filemap.c delete_from_page_cache (v5.9), custom: the section under xa_lock is one step */
export function delete_from_page_cache(page: page, mapping: address_space): void {
  VM_BUG_ON(!PageLocked(page));
  atomically('locked', mapping, () => __delete_from_page_cache(page, mapping));
  put_page(page);
}

/** Read through the cache: cells of an uptodate page are copied without its lock.
 *  @linux mm/filemap.c generic_file_buffered_read (v5.9), custom: one page per call, no readahead, no partially uptodate
 *  pages, no signals */
export function generic_file_buffered_read(iocb: kiocb, iter: iov_iter): ssize_t {
  const filp = iocb.ki_filp;
  const mapping = filp.f_mapping;
  const index = iocb.ki_pos >> PAGE_SHIFT;
  for (;;) {
    const cached = find_get_page(mapping, index);
    const page = cached ?? alloc_page(mapping.pgdat);
    if (cached === null) {
      if (add_to_page_cache_lru(page, mapping, index) < 0) {
        put_page(page);
        continue;
      }
    } else {
      if (PageUptodate(page)) return read_page_ok(iocb, page, iter);
      // Perhaps a read is under way: no need to lock the page for that.
      wait_on_page_locked(page);
      if (PageUptodate(page)) return read_page_ok(iocb, page, iter);
      lock_page(page);
      if (page.mapping === null) {
        unlock_page(page);
        put_page(page);
        continue;
      }
      if (PageUptodate(page)) {
        unlock_page(page);
        return read_page_ok(iocb, page, iter);
      }
    }
    const error = mapping.a_ops.readpage(filp, page);
    if (error < 0) {
      put_page(page);
      return error;
    }
    if (!PageUptodate(page)) {
      lock_page(page);
      if (!PageUptodate(page)) {
        const gone = page.mapping === null;
        unlock_page(page);
        put_page(page);
        if (gone) continue;
        return -EIO;
      }
      unlock_page(page);
    }
    return read_page_ok(iocb, page, iter);
  }
}

/** The rest of the read: the page is uptodate and held, perhaps no longer cached, and not locked.
 *  @linux mm/filemap.c generic_file_buffered_read (v5.9), custom, name ours: its label page_ok */
function read_page_ok(iocb: kiocb, page: page, iter: iov_iter): ssize_t {
  const isize = i_size_read(file_inode(iocb.ki_filp));
  const offset = iocb.ki_pos & (PAGE_SIZE - 1);
  const nr = max(0, min(isize - iocb.ki_pos, min(iter.count, PAGE_SIZE - offset)));
  copy_page_to_iter(page, offset, nr, iter);
  put_page(page);
  return nr;
}

/** Write a file through the cache, one page at a time: nothing is locked when the source is faulted in, and the copy under
 *  the page lock does not fault.
 *  @linux mm/filemap.c generic_perform_write (v5.9), custom: no signals, no dirty throttling */
export function generic_perform_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  do {
    const offset = pos & (PAGE_SIZE - 1);
    let bytes: size_t = min(i.count, PAGE_SIZE - offset);
    let copied: size_t = 0;
    // again:
    for (;;) {
      if (iov_iter_fault_in_readable(i, bytes) < 0) return written > 0 ? written : -EFAULT;
      if (mapping.a_ops.write_begin === null || mapping.a_ops.write_end === null) return -EIO;
      const page = mapping.a_ops.write_begin(file, mapping, pos, bytes);
      copied = iov_iter_copy_from_user_atomic(page, i, offset, bytes);
      copied = mapping.a_ops.write_end(mapping, pos, bytes, copied, page);
      iov_iter_advance(i, copied);
      if (copied > 0) break;
      // A segment that is not mapped makes no progress together with the one before it.
      bytes = min(bytes, iov_iter_single_seg_count(i));
    }
    pos += copied;
    written += copied;
  } while (i.count > 0);
  return written;
}

/** Write to a file under its inode lock.
 *  @linux mm/filemap.c generic_file_write_iter (v5.9), custom: buffered only, not synchronous */
export function generic_file_write_iter(iocb: kiocb, from: iov_iter): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  inode_lock(inode);
  const written = generic_perform_write(iocb.ki_filp, from, iocb.ki_pos);
  inode_unlock(inode);
  return written;
}

/** Give mmap_lock back before sleeping, if this is the first attempt at the fault and it was not done already. Returns
 *  whether it is given back now.
 *  @linux mm/internal.h maybe_unlock_mmap_for_io (v5.9), custom: the file is not pinned, it cannot go away here */
export function maybe_unlock_mmap_for_io(vmf: vm_fault, fpin: bool): bool {
  if (fpin || vmf.tried) return fpin;
  up_read(vmf.vma.vm_mm.mmap_lock);
  return true;
}

/** Lock the page; before sleeping on it, give mmap_lock back if that is allowed. Returns whether it was.
 *  @linux mm/filemap.c lock_page_maybe_drop_mmap (v5.9), custom: the sleep is killable in Linux, nobody kills here */
export function lock_page_maybe_drop_mmap(vmf: vm_fault, page: page, fpin: bool): bool {
  if (trylock_page(page)) return fpin;
  const dropped = maybe_unlock_mmap_for_io(vmf, fpin);
  lock_page(page);
  return dropped;
}

/** Find the page for a fault and return it locked and uptodate; lock first, then look whether it is still the file's page.
 *  @linux mm/filemap.c filemap_fault (v5.9), custom: no readahead (a page that is not cached is made and read alone), no
 *  hardware poison, PG_error not kept */
export function filemap_fault(vmf: vm_fault): vm_fault_t {
  const file = vmf.vma.vm_file;
  const mapping = file.f_mapping;
  const inode = mapping.host;
  const offset = vmf.pgoff;
  let fpin: bool = false;
  if (offset >= (i_size_read(inode) + PAGE_SIZE - 1) >> PAGE_SHIFT) return vm_fault_t.VM_FAULT_SIGBUS;
  let cached: page | null = find_get_page(mapping, offset);
  // retry_find:
  for (;;) {
    const page: page | null = cached ?? pagecache_get_page(mapping, offset, FGP_CREAT | FGP_FOR_MMAP);
    cached = null;
    if (page === null) continue;
    fpin = lock_page_maybe_drop_mmap(vmf, page, fpin);
    if (page.mapping !== mapping) {
      unlock_page(page);
      put_page(page);
      continue;
    }
    if (!PageUptodate(page)) {
      fpin = maybe_unlock_mmap_for_io(vmf, fpin);
      let error: ssize_t = mapping.a_ops.readpage(file, page);
      if (error === 0) {
        wait_on_page_locked(page);
        if (!PageUptodate(page)) error = -EIO;
      }
      put_page(page);
      if (fpin) return vm_fault_t.VM_FAULT_RETRY;
      if (error < 0) return vm_fault_t.VM_FAULT_SIGBUS;
      continue;
    }
    // mmap_lock was dropped: the mapping may have changed, so the whole fault is done again.
    if (fpin) {
      unlock_page(page);
      put_page(page);
      return vm_fault_t.VM_FAULT_RETRY;
    }
    if (offset >= (i_size_read(inode) + PAGE_SIZE - 1) >> PAGE_SHIFT) {
      unlock_page(page);
      put_page(page);
      return vm_fault_t.VM_FAULT_SIGBUS;
    }
    vmf.page = page;
    return vm_fault_t.VM_FAULT_LOCKED;
  }
}

/** Fault-around: map whatever is cached, uptodate and unlocked in the window. Under the page-table lock from the first
 *  page on, so it never sleeps.
 *  @linux mm/filemap.c filemap_map_pages (v5.9), custom: no readahead marker, no hardware poison */
export function filemap_map_pages(vmf: vm_fault, start_pgoff: pgoff_t, end_pgoff: pgoff_t): void {
  const mapping = vmf.vma.vm_file.f_mapping;
  for (let index: pgoff_t = start_pgoff; index <= end_pgoff; index++) {
    const page = mapping.i_pages[index];
    if (page === null || PageLocked(page)) continue;
    if (!page_cache_get_speculative(page)) continue;
    if (map_one_page(vmf, mapping, index, page)) continue;
    put_page(page);
  }
}

/** One page of the window, held by us. True: it is mapped, and our reference belongs to the PTE now.
 *  @linux mm/filemap.c filemap_map_pages (v5.9), custom, name ours: the body of its loop from the second look at the slot to
 *  unlock */
export function map_one_page(vmf: vm_fault, mapping: address_space, index: pgoff_t, page: page): bool {
  if (mapping.i_pages[index] !== page) return false;
  if (!PageUptodate(page)) return false;
  if (!trylock_page(page)) return false;
  let mapped: bool = false;
  if (page.mapping === mapping && PageUptodate(page)) {
    const max_idx = (i_size_read(mapping.host) + PAGE_SIZE - 1) >> PAGE_SHIFT;
    if (index < max_idx) {
      vmf.address = (index - vmf.vma.vm_pgoff) << PAGE_SHIFT;
      mapped = alloc_set_pte(vmf, page) === vm_fault_t.VM_FAULT_NONE;
    }
  }
  unlock_page(page);
  return mapped;
}

/** A mapped page is about to be written to. It comes back locked and dirty, or it is not the file's any more.
 *  @linux mm/filemap.c filemap_page_mkwrite (v5.9), custom: no freezing, no file times, no stable pages */
export function filemap_page_mkwrite(vmf: vm_fault): vm_fault_t {
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  lock_page(page);
  if (page.mapping !== vmf.vma.vm_file.f_mapping) {
    unlock_page(page);
    return vm_fault_t.VM_FAULT_NOPAGE;
  }
  SetPageDirty(page);
  return vm_fault_t.VM_FAULT_LOCKED;
}
