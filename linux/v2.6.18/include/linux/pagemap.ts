// SPDX-License-Identifier: GPL-2.0-only
// The page lock, and the prefault of a write's source.

import { atomically, waitUntil } from 'faultline';
import { PAGE_SHIFT } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { __get_user } from '../asm-i386/uaccess.ts';
import type { page, vm_area_struct } from './mm.ts';
import { EFAULT, type size_t, type ssize_t, type uaddr_t } from './types.ts';

/** Lock the page, asleep until it is free.
 *  @linux include/linux/pagemap.h lock_page (v2.6.18), custom: blocks in one step, no order among those who wait */
export function lock_page(page: page): void {
  atomically(() => {
    waitUntil(() => !page.locked);
    page.locked = true;
  }, 'full');
}

/** Wait until the page was seen unlocked once.
 *  @linux include/linux/pagemap.h wait_on_page_locked (v2.6.18), custom: blocks in one step */
export function wait_on_page_locked(page: page): void {
  waitUntil(() => !page.locked);
}

/** Touch the first byte, and the last one when it lies on another page.
 *  @linux include/linux/pagemap.h fault_in_pages_readable (v2.6.18), dup */
export function fault_in_pages_readable(vma: vm_area_struct, uaddr: uaddr_t, size: size_t): ssize_t {
  const end = uaddr + size - 1;
  if (__get_user(vma, uaddr) < 0) return -EFAULT;
  if (uaddr >> PAGE_SHIFT === end >> PAGE_SHIFT) return 0;
  return __get_user(vma, end) < 0 ? -EFAULT : 0;
}
