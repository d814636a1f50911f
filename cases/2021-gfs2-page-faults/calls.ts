// SPDX-License-Identifier: GPL-2.0-only
// The system calls of the scenarios, and a load of the program.

import { note } from 'faultline';
import { __get_user } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { aio_complete_rw, type aio_kiocb } from 'faultline/linux/fs/aio.ts';
import {
  gfs2_file_buffered_write,
  gfs2_file_direct_read,
  gfs2_file_direct_write,
  gfs2_file_read_iter,
  gfs2_file_write_iter,
} from 'faultline/linux/fs/gfs2/file.ts';
import { type file, kiocb } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import {
  EIOCBQUEUED,
  type loff_t,
  type size_t,
  type ssize_t,
  type uaddr_t,
} from 'faultline/linux/include/linux/types.ts';
import { iov_iter } from 'faultline/linux/lib/iov_iter.ts';
import type { seen } from './world.ts';

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
