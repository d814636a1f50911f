// SPDX-License-Identifier: GPL-2.0-only
// What the threads of the program do, how they talk to each other, and what came of it.

import { type bool, type ghost, type int, note, waitUntil } from 'faultline';
import { __get_user, user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { type file, kiocb } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { iov_iter, iov_iter_add } from 'faultline/linux/lib/iov_iter.ts';
import { generic_file_write_iter } from 'faultline/linux/mm/filemap.ts';
import { AFTER } from './values.ts';

/** How the threads of the program talk to each other, and what came of it. */
export class program {
  /** A variable of the program somewhere else in its memory, in a page that nobody touches: "it is stored". */
  flag: bool = false;
  /** What the reader read after it saw the flag, or after the call returned that it waited for; 0: not yet. */
  read: ghost<int<-5, 5>> = 0;
  /** madvise() has returned. */
  dropped: bool = false;
}

/** Store, then say so. */
export function store_and_tell(vma: vm_area_struct, program: program): void {
  if (user_store(vma, 0, AFTER) < 0) return;
  program.flag = true;
}

/** write() to the file, then say so. */
export function write_and_tell(fd: file, program: program): void {
  const from = new iov_iter();
  iov_iter_add(from, 0, { vma: null, iov_base: 0, iov_len: 1, value: AFTER });
  const iocb = new kiocb(fd, 0);
  generic_file_write_iter(iocb, from);
  program.flag = true;
}

/** Load once it was said that there is something new. */
export function load_when_told(vma: vm_area_struct, program: program): void {
  waitUntil(() => program.flag);
  const value = __get_user(vma, 0);
  note('it reads', value);
  program.read = value;
}

/** Load once madvise() has returned. */
export function load_when_dropped(vma: vm_area_struct, program: program): void {
  waitUntil(() => program.dropped);
  const value = __get_user(vma, 0);
  note('it reads', value);
  program.read = value;
}
