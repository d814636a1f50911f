// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: what is in files and buffers, and the system calls.

import { choose, type ghost, type int, note } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { __get_user } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { aio_complete_rw, type aio_kiocb } from 'faultline/linux/fs/aio.ts';
import {
  gfs2_file_buffered_write,
  gfs2_file_direct_read,
  gfs2_file_direct_write,
  gfs2_file_read_iter,
  gfs2_file_write_iter,
} from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode, kiocb } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, task_struct, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import {
  EIOCBQUEUED,
  type loff_t,
  type size_t,
  type ssize_t,
  type uaddr_t,
} from 'faultline/linux/include/linux/types.ts';
import { iov_iter } from 'faultline/linux/lib/iov_iter.ts';

/** In the file from the start. */
export const OLD: cell_t = 2;
/** In the buffer of a write. */
export const NEW: cell_t = 3;
/** In the one of another node. */
export const OTHER: cell_t = 4;

/** Nothing returned yet. */
export const RUNNING = 9;

/** What system calls returned. */
export class seen {
  returned: ghost<int<-8, 9>> = RUNNING;
}

/** A file of two pages on a node, nothing of it cached. */
export function format(mapping: address_space, gl: gfs2_glock, page0: page, page1: page, disk: block_device): void {
  mapping.frames[0] = page0;
  mapping.frames[1] = page1;
  gl.gl_object = mapping;
  for (let pos = 0; pos < 4; pos++) disk.blocks[pos] = OLD;
}

/** A page of the file is cached. */
export function cached(mapping: address_space, index: int<0, 1>): void {
  const page = mapping.frames[index];
  if (page === null) return;
  mapping.i_pages[index] = page;
  page.mapping = mapping;
  page.uptodate = true;
  page.cells[0] = OLD;
  page.cells[1] = OLD;
}

/** A mapping of a process: number n by address. */
export function mmap(mm: mm_struct, n: int<0, 2>, vma: vm_area_struct): void {
  mm.mmap[n] = vma;
  if (vma.vm_file !== null) vma.vm_file.f_mapping.i_mmap[n] = vma;
}

/** The state that the node has from before: any that there is. */
export function any_state(): LM_ST {
  const state = choose(4);
  if (state === 0) return LM_ST.UNLOCKED;
  if (state === 1) return LM_ST.EXCLUSIVE;
  if (state === 2) return LM_ST.DEFERRED;
  return LM_ST.SHARED;
}

/** read(2) at a position. */
export function pread(fd: file, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t, seen: seen): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(fd, pos);
  const to = new iov_iter(buf, count, false);
  returned(gfs2_file_read_iter(iocb, to, current), seen);
}

/** The same with O_DIRECT. */
export function pread_direct(fd: file, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t, seen: seen): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(fd, pos);
  const to = new iov_iter(buf, count, false);
  returned(gfs2_file_direct_read(iocb, to, current), seen);
}

/** The same, asynchronously: whoever is last completes it. */
export function aio_read_direct(aio: aio_kiocb, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(aio.ki_filp, pos);
  iocb.aio = aio;
  const to = new iov_iter(buf, count, false);
  const ret = gfs2_file_direct_read(iocb, to, current);
  if (ret !== -EIOCBQUEUED) aio_complete_rw(aio, ret);
}

/** write(2) at a position. */
export function pwrite(fd: file, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t, seen: seen): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(fd, pos);
  const from = new iov_iter(buf, count, true);
  returned(gfs2_file_buffered_write(iocb, from, current), seen);
}

/** The same with O_DIRECT, where there is no reason to fall back to buffered I/O. */
export function pwrite_direct(fd: file, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t, seen: seen): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(fd, pos);
  const from = new iov_iter(buf, count, true);
  returned(gfs2_file_direct_write(iocb, from, current), seen);
}

/** The same with O_DIRECT, as a whole. */
export function pwrite_either(fd: file, mm: mm_struct, buf: uaddr_t, count: size_t, pos: loff_t, seen: seen): void {
  const current = new task_struct(mm);
  const iocb = new kiocb(fd, pos);
  const from = new iov_iter(buf, count, true);
  returned(gfs2_file_write_iter(iocb, from, current), seen);
}

function returned(ret: ssize_t, seen: seen): void {
  note('returns', ret);
  seen.returned = ret;
}

/** The program reads a cell of its memory. */
export function load(mm: mm_struct, address: uaddr_t): void {
  const current = new task_struct(mm);
  const value = __get_user(current, address);
  note('it reads', value);
}

/** A page of the process that is mapped, full of something. */
export function filled(mm: mm_struct, vpn: int<0, 2>, memory: page, value: cell_t): void {
  mm.anon[vpn] = memory;
  memory.cells[0] = value;
  memory.cells[1] = value;
  mm.pte[vpn] = { page: memory, special: false, write: true };
}

/** What it has: memory that a process reads into or writes from, and the file. */
export type one_buffer = {
  readonly disk: block_device;
  readonly glock: gfs2_glock;
  readonly mapping: address_space;
  readonly page0: page;
  readonly fd: file;
  readonly mm: mm_struct;
  readonly memory: page;
  readonly seen: seen;
};

/** A process with one page of its own, full of NEW, and a file of one page of which nothing is cached. */
export function one_buffer(): one_buffer {
  const disk = new block_device();
  const glock = new gfs2_glock(LM_ST.UNLOCKED);
  const host = new inode(glock, disk, 2);
  const mapping = new address_space(host);
  const page0 = new page();
  format(mapping, glock, page0, page0, disk);
  const fd = new file(mapping);
  const zero_page = new page();
  const mm = new mm_struct(zero_page);
  const memory = new page();
  filled(mm, 0, memory, NEW);
  const buffer = new vm_area_struct(mm, 0, 1, null, null);
  mmap(mm, 0, buffer);
  const returns = new seen();
  return { disk, glock, mapping, page0, fd, mm, memory, seen: returns };
}

/** The same with two pages of each. */
export type two_buffers = {
  readonly disk: block_device;
  readonly glock: gfs2_glock;
  readonly mapping: address_space;
  readonly page0: page;
  readonly page1: page;
  readonly fd: file;
  readonly zero_page: page;
  readonly mm: mm_struct;
  readonly buffer: vm_area_struct;
  readonly memory0: page;
  readonly memory1: page;
};

/** A process with two pages of its own, of which the second is not mapped, and a file of two pages of which nothing is cached. */
export function two_buffers(): two_buffers {
  const disk = new block_device();
  const glock = new gfs2_glock(LM_ST.UNLOCKED);
  const host = new inode(glock, disk, 4);
  const mapping = new address_space(host);
  const page0 = new page();
  const page1 = new page();
  format(mapping, glock, page0, page1, disk);
  const fd = new file(mapping);
  const zero_page = new page();
  const mm = new mm_struct(zero_page);
  const buffer = new vm_area_struct(mm, 0, 2, null, null);
  const memory0 = new page();
  const memory1 = new page();
  mm.anon[0] = memory0;
  mm.anon[1] = memory1;
  mm.pte[0] = { page: memory0, special: false, write: true };
  mmap(mm, 0, buffer);
  return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, memory0, memory1 };
}
