// SPDX-License-Identifier: GPL-2.0-only
// Files on FUSE, without writeback cache: a write goes through the page cache to the server and returns when the server
// has replied; stores through a mapping are written back later, from a copy of the page.

import { atomically, type bool, type int, waitUntil } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE, UNINIT } from '../../arch/x86/include/asm/page_types.ts';
import {
  type address_space,
  type address_space_operations,
  type file,
  file_inode,
  type file_operations,
  i_size_read,
  i_size_write,
  type inode,
  inode_lock,
  inode_unlock,
  type kiocb,
} from '../../include/linux/fs.ts';
import { max, min } from '../../include/linux/kernel.ts';
import { put_page, type vm_fault, vm_fault_t, type vm_operations_struct } from '../../include/linux/mm.ts';
import type { page } from '../../include/linux/mm_types.ts';
import { PageDirty, PageWriteback, SetPageDirty, SetPageUptodate } from '../../include/linux/page-flags.ts';
import { lock_page } from '../../include/linux/pagemap.ts';
import { EFAULT, type loff_t, type pgoff_t, type size_t, type ssize_t } from '../../include/linux/types.ts';
import {
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from '../../lib/iov_iter.ts';
import {
  filemap_fault,
  filemap_map_pages,
  find_get_page,
  generic_file_buffered_read,
  grab_cache_page_write_begin,
  unlock_page,
} from '../../mm/filemap.ts';
import { clear_page_dirty_for_io, end_page_writeback, set_page_writeback } from '../../mm/page-writeback.ts';
import { invalidate_inode_pages2 } from '../../mm/truncate.ts';
import { fuse_simple_background, fuse_simple_request } from './dev.ts';
import { type fuse_args_pages, fuse_fill_wb_data, fuse_io_args, fuse_opcode, MAX_PAGES, MAX_WRITE } from './fuse_i.ts';

/** Sleep while a writeback request of the page is in flight: PG_writeback ended when the page was copied.
 *  @linux fs/fuse/file.c fuse_wait_on_page_writeback (v5.9), custom: a count per page instead of a tree of requests */
export function fuse_wait_on_page_writeback(inode: inode, index: pgoff_t): void {
  atomically('locked', inode.fuse, () => waitUntil(() => inode.fuse.writepages[index] === 0));
}

/** Another open of the file: its cached pages are thrown away unless the server asks to keep them. No inode lock.
 *  @linux fs/fuse/file.c fuse_finish_open (v5.9), custom: an open without FOPEN_KEEP_CACHE and without O_TRUNC */
export function fuse_finish_open(file: file): void {
  invalidate_inode_pages2(file.f_mapping);
}

/** Read the locked page from the server. It waits for writeback of the page that is in flight: a page that left the cache and
 *  is read again must not get what the server had before.
 *  @linux fs/fuse/file.c fuse_do_readpage (v5.9), custom: takes the inode; a short read is a read of zeroes */
export function fuse_do_readpage(inode: inode, page: page): ssize_t {
  const index = page.index;
  fuse_wait_on_page_writeback(inode, index);
  const out = fuse_simple_request(inode.i_sb.fc, {
    opcode: fuse_opcode.FUSE_READ,
    pos: index << PAGE_SHIFT,
    count: PAGE_SIZE,
    page0: page,
    page1: null,
    data0: UNINIT,
    data1: UNINIT,
    writepage: null,
  });
  if (out.error === 0) SetPageUptodate(page);
  return out.error;
}

/** Read the page for a fault or a read, and unlock it.
 *  @linux fs/fuse/file.c fuse_readpage (v5.9), dup */
export function fuse_readpage(file: file, page: page): ssize_t {
  const error = fuse_do_readpage(file_inode(file), page);
  unlock_page(page);
  return error;
}

/** Read, through the cache or past it.
 *  @linux fs/fuse/file.c fuse_file_read_iter (v5.9), custom: attributes are not refreshed first */
export function fuse_file_read_iter(iocb: kiocb, to: iov_iter): ssize_t {
  return iocb.direct ? fuse_direct_io_read(iocb, to) : generic_file_buffered_read(iocb, to);
}

/** Read past the cache.
 *  @linux fs/fuse/file.c fuse_direct_io (v5.9), custom, name ours: one cell; dirty pages are not written out first, only
 *  writeback that is in flight is waited for, of this page and without the inode lock; no buffer of the program is faulted in */
function fuse_direct_io_read(iocb: kiocb, to: iov_iter): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  fuse_wait_on_page_writeback(inode, iocb.ki_pos >> PAGE_SHIFT);
  const out = fuse_simple_request(inode.i_sb.fc, {
    opcode: fuse_opcode.FUSE_READ,
    pos: iocb.ki_pos,
    count: 1,
    page0: null,
    page1: null,
    data0: UNINIT,
    data1: UNINIT,
    writepage: null,
  });
  if (out.error < 0) return out.error;
  to.to[0] = out.data0;
  return 1;
}

/** Send the WRITE and wait. The server copies the data from the pages of the cache when it reads the request.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.9), custom: the server writes all or nothing */
export function fuse_send_write_pages(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const err = fuse_send_write(ia, inode, pos, count);
  let offset: size_t = ia.ap.offset;
  let left: size_t = ia.written;
  for (let i = 0; i < ia.ap.num_pages; i++) {
    const page = ia.ap.pages[i];
    if (page === null) continue;
    // Only a page that the server has in full is known to be as new as the server's.
    if (err === 0 && offset === 0 && left >= PAGE_SIZE) SetPageUptodate(page);
    left = max(0, left - (PAGE_SIZE - offset));
    offset = 0;
    unlock_page(page);
    put_page(page);
  }
  return err;
}

/** The request itself: no WRITE overtakes writeback of the same page that is in flight already.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.9), custom, name ours: up to and with the reply */
export function fuse_send_write(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const first = pos >> PAGE_SHIFT;
  for (let i = 0; i < ia.ap.num_pages; i++) fuse_wait_on_page_writeback(inode, first + i);
  const out = fuse_simple_request(inode.i_sb.fc, {
    opcode: fuse_opcode.FUSE_WRITE,
    pos,
    count,
    page0: ia.ap.pages[0],
    page1: ia.ap.pages[1],
    data0: UNINIT,
    data1: UNINIT,
    writepage: null,
  });
  ia.written = out.error < 0 ? 0 : count - out.missing;
  return out.error;
}

/** Fill pages of the cache for one WRITE. Every page stays locked until the server has replied; so the source of the second
 *  page is faulted in while the first page is locked.
 *  @linux fs/fuse/file.c fuse_fill_write_pages (v5.9), dup */
export function fuse_fill_write_pages(
  ap: fuse_args_pages,
  mapping: address_space,
  ii: iov_iter,
  start: loff_t,
  max_pages: int<1, 2>,
): ssize_t {
  let pos: loff_t = start;
  let offset: size_t = start & (PAGE_SIZE - 1);
  let count: size_t = 0;
  let err: ssize_t = 0;
  ap.offset = offset;
  fill: do {
    const index = pos >> PAGE_SHIFT;
    let bytes: size_t = fuse_bytes_in_page(ii, offset, count);
    let tmp: size_t = 0;
    // again:
    for (;;) {
      err = -EFAULT;
      if (iov_iter_fault_in_readable(ii, bytes) < 0) break fill;
      const page = grab_cache_page_write_begin(mapping, index);
      tmp = iov_iter_copy_from_user_atomic(page, ii, offset, bytes);
      iov_iter_advance(ii, tmp);
      if (tmp > 0) {
        ap.pages[ap.num_pages] = page;
        ap.num_pages++;
        break;
      }
      // Only this page: those before it stay locked.
      unlock_page(page);
      put_page(page);
      bytes = min(bytes, iov_iter_single_seg_count(ii));
    }
    err = 0;
    count += tmp;
    pos += tmp;
    offset = (offset + tmp) & (PAGE_SIZE - 1);
  } while (ii.count > 0 && count < MAX_WRITE && ap.num_pages < max_pages && offset === 0);
  return count > 0 ? count : err;
}

/** How much of the write goes into the page at hand.
 *  @linux fs/fuse/file.c fuse_fill_write_pages (v5.9), custom, name ours: its two uses of min_t */
export function fuse_bytes_in_page(ii: iov_iter, offset: size_t, count: size_t): size_t {
  return min(min(PAGE_SIZE - offset, ii.count), MAX_WRITE - count);
}

/** How many pages the next WRITE may have.
 *  @linux fs/fuse/file.c fuse_wr_pages (v5.9), dup */
export function fuse_wr_pages(pos: loff_t, len: size_t): int<1, 2> {
  return min(((pos + len - 1) >> PAGE_SHIFT) - (pos >> PAGE_SHIFT) + 1, MAX_PAGES);
}

/** Fill, send, until everything is written or something fails; the size of the file grows at the end.
 *  @linux fs/fuse/file.c fuse_perform_write (v5.9), custom: no FUSE_I_SIZE_UNSTABLE (attributes are not refreshed), a write
 *  is never short */
export function fuse_perform_write(mapping: address_space, ii: iov_iter, start: loff_t): ssize_t {
  const inode = mapping.host;
  let pos: loff_t = start;
  let err: ssize_t = 0;
  let res: size_t = 0;
  do {
    const ia = new fuse_io_args();
    const count = fuse_fill_write_pages(ia.ap, mapping, ii, pos, fuse_wr_pages(pos, ii.count));
    if (count <= 0) {
      err = count;
    } else {
      err = fuse_send_write_pages(ia, inode, pos, count);
      if (err === 0) {
        res += ia.written;
        pos += ia.written;
      }
    }
  } while (err === 0 && ii.count > 0);
  if (res > 0) fuse_write_update_size(inode, pos);
  return res > 0 ? res : err;
}

/** The file is at least this long now.
 *  @linux fs/fuse/file.c fuse_write_update_size (v5.9), custom: no attribute version; under fi->lock, which nobody else
 *  takes here */
export function fuse_write_update_size(inode: inode, pos: loff_t): void {
  if (pos > i_size_read(inode)) i_size_write(inode, pos);
}

/** Write under the inode lock.
 *  @linux fs/fuse/file.c fuse_cache_write_iter (v5.9), custom: buffered; no attributes, no privileges */
export function fuse_cache_write_iter(iocb: kiocb, from: iov_iter): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  inode_lock(inode);
  const written = fuse_perform_write(iocb.ki_filp.f_mapping, from, iocb.ki_pos);
  inode_unlock(inode);
  return written;
}

/** A mapped page is about to be written to: not while its last writeback is in flight, or two WRITEs of one page would race.
 *  @linux fs/fuse/file.c fuse_page_mkwrite (v5.9), custom: no file times */
export function fuse_page_mkwrite(vmf: vm_fault): vm_fault_t {
  const page = vmf.page;
  const mapping = vmf.vma.vm_file.f_mapping;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  lock_page(page);
  if (page.mapping !== mapping) {
    unlock_page(page);
    return vm_fault_t.VM_FAULT_NOPAGE;
  }
  fuse_wait_on_page_writeback(mapping.host, page.index);
  return vm_fault_t.VM_FAULT_LOCKED;
}

/** Start writeback of the locked, clean page: copy it, queue a WRITE of the copy, and be done with the page.
 *  @linux fs/fuse/file.c fuse_writepage_locked (v5.9), custom: the whole page is written, whatever the file's size; the copy
 *  is carried in the request */
export function fuse_writepage_locked(page: page): void {
  const mapping = page.mapping;
  if (mapping === null) return;
  const inode = mapping.host;
  const index = page.index;
  set_page_writeback(page);
  const data0 = page.cells[0];
  const data1 = page.cells[1];
  atomically('locked', inode.fuse, () => {
    inode.fuse.writepages[index]++;
  });
  fuse_simple_background(inode.i_sb.fc, {
    opcode: fuse_opcode.FUSE_WRITE,
    pos: index << PAGE_SHIFT,
    count: PAGE_SIZE,
    page0: null,
    page1: null,
    data0,
    data1,
    writepage: inode,
  });
  end_page_writeback(page);
}

/** Write one page back, as reclaim does, unless a writeback of it is still in flight: then it stays dirty for now.
 *  @linux fs/fuse/file.c fuse_writepage (v5.9), dup */
export function fuse_writepage(page: page): void {
  const mapping = page.mapping;
  if (mapping === null) return;
  if (mapping.host.fuse.writepages[page.index] > 0) SetPageDirty(page);
  else fuse_writepage_locked(page);
  unlock_page(page);
}

/** Write dirty pages back, several in a request. A page that is in a request is unlocked, and the request is sent when the next page
 *  does not fit or there is none: so this waits for the lock of a page while somebody may wait for the one before.
 *  @linux fs/fuse/file.c fuse_writepages (v5.9), custom: with write_cache_pages, of which it is v5.9's; in place of a tag, the
 *  flag is looked at before the page is locked */
export function fuse_writepages(mapping: address_space): void {
  const data = new fuse_fill_wb_data();
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    if (PageDirty(page)) {
      lock_page(page);
      if (page.mapping !== mapping || !PageDirty(page) || PageWriteback(page) || !clear_page_dirty_for_io(page)) {
        unlock_page(page);
      } else {
        fuse_writepages_fill(page, mapping.host, data);
      }
    }
    put_page(page);
  }
  if (data.num_pages > 0) fuse_writepages_send(data, mapping.host);
}

/** Copy the locked, clean page into the request, and unlock it.
 *  @linux fs/fuse/file.c fuse_writepages_fill (v5.9), custom: a page of which a writeback is still in flight stays dirty for now, where
 *  Linux queues the copy behind that */
function fuse_writepages_fill(page: page, inode: inode, data: fuse_fill_wb_data): void {
  const index = page.index;
  const in_flight = inode.fuse.writepages[index] > 0;
  if (data.num_pages > 0 && (in_flight || fuse_writepage_need_send(page, data))) fuse_writepages_send(data, inode);
  if (in_flight) {
    SetPageDirty(page);
  } else {
    set_page_writeback(page);
    for (let cell = 0; cell < PAGE_SIZE; cell++) data.copied[(data.num_pages << PAGE_SHIFT) + cell] = page.cells[cell];
    data.orig_pages[data.num_pages] = page;
    data.num_pages++;
    atomically('locked', inode.fuse, () => {
      inode.fuse.writepages[index]++;
    });
  }
  unlock_page(page);
}

/** Whether the page does not fit into the request.
 *  @linux fs/fuse/file.c fuse_writepage_need_send (v5.9), custom: whether it is in flight is asked by the caller */
function fuse_writepage_need_send(page: page, data: fuse_fill_wb_data): bool {
  const last = data.orig_pages[data.num_pages - 1];
  return data.num_pages === MAX_PAGES || (last !== null && last.index + 1 !== page.index);
}

/** Queue the request, and be done with its pages.
 *  @linux fs/fuse/file.c fuse_writepages_send (v5.9), custom: a WRITE for each page, all queued at once; whole pages are written,
 *  whatever the file's size */
function fuse_writepages_send(data: fuse_fill_wb_data, inode: inode): void {
  const fc = inode.i_sb.fc;
  atomically('locked', fc, () => {
    for (let i = 0; i < data.num_pages; i++) {
      const page = data.orig_pages[i];
      if (page === null) continue;
      fuse_simple_background(fc, {
        opcode: fuse_opcode.FUSE_WRITE,
        pos: page.index << PAGE_SHIFT,
        count: PAGE_SIZE,
        page0: null,
        page1: null,
        data0: data.copied[i << PAGE_SHIFT],
        data1: data.copied[(i << PAGE_SHIFT) + 1],
        writepage: inode,
      });
    }
  });
  for (let i = 0; i < data.num_pages; i++) {
    const page = data.orig_pages[i];
    if (page !== null) end_page_writeback(page);
    data.orig_pages[i] = null;
  }
  data.num_pages = 0;
}

/** Write the page and wait for it.
 *  @linux fs/fuse/file.c fuse_launder_page (v5.9), dup */
export function fuse_launder_page(page: page): void {
  if (!clear_page_dirty_for_io(page)) return;
  const mapping = page.mapping;
  if (mapping === null) return;
  fuse_writepage_locked(page);
  fuse_wait_on_page_writeback(mapping.host, page.index);
}

export const fuse_file_aops: address_space_operations = {
  readpage: fuse_readpage,
  writepage: fuse_writepage,
  launder_page: fuse_launder_page,
  write_begin: null,
  write_end: null,
};

export const fuse_file_vm_ops: vm_operations_struct = {
  fault: filemap_fault,
  map_pages: filemap_map_pages,
  page_mkwrite: fuse_page_mkwrite,
};

export const fuse_file_operations: file_operations = {
  read_iter: fuse_file_read_iter,
  write_iter: fuse_cache_write_iter,
};
