// SPDX-License-Identifier: GPL-2.0-only
// x86_64 has no highmem: kmap_atomic is a matter of addresses there and disables nothing, and the inatomic copy is the
// same routine as the other one. It faults, and it clears the tail of what it could not copy.

import { __copy_from_user } from 'faultline/linux/include/asm-i386/uaccess.ts';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import type { iovec } from 'faultline/linux/include/linux/uio.ts';

export * from 'faultline/linux/include/asm-i386/uaccess.ts';

/** Copy `n` cells of one segment into the page, through page faults.
 *  @linux arch/x86_64/lib/copy_user.S __copy_from_user_inatomic (v2.6.18), custom: the sleeping copy under another
 *  name */
export function __copy_from_user_inatomic(page: page, offset: size_t, iov: iovec, base: size_t, n: size_t): size_t {
  return __copy_from_user(page, offset, iov, base, n);
}
