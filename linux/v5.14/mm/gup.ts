// SPDX-License-Identifier: GPL-2.0-only
// Holding the pages of a program: without locks as far as that goes, then with mmap_lock and page faults.

import { array, atomically, type bool, type flags } from 'faultline';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { foll, vm_fault_t } from '../include/linux/mm.ts';
import type { mm_struct, page, task_struct } from '../include/linux/mm_types.ts';
import { EFAULT, type ssize_t, type vpn_t } from '../include/linux/types.ts';
import { handle_mm_fault } from './memory.ts';
import { find_vma } from './mmap.ts';

/** CONFIG_HAVE_FAST_GUP: not all architectures have it. */
export const HAVE_FAST_GUP = true;

/** What was found, on the stack of who asks. */
export class page_array {
  readonly page: array<page | null, 3> = array(3, null);
}

/** Hold n pages from the first on; how many it got, or an error if none.
 *  @linux mm/gup.c get_user_pages_fast (v5.14), custom: with internal_get_user_pages_fast */
export function get_user_pages_fast(
  current: task_struct,
  start: vpn_t,
  nr_pages: vpn_t,
  gup_flags: flags<foll>,
  pages: page_array,
): ssize_t {
  const nr_pinned = lockless_pages_from_mm(current.mm, start, nr_pages, gup_flags, pages);
  if (nr_pinned === nr_pages || (gup_flags & foll.FOLL_FAST_ONLY) !== 0) return nr_pinned;
  const ret = __gup_longterm_unlocked(current.mm, start, nr_pinned, nr_pages, gup_flags, pages);
  if (ret < 0) return nr_pinned > 0 ? nr_pinned : ret;
  return nr_pinned + ret;
}

/** As far as it goes without a lock. It stops at the first page that is not there, may not be written, or is special: the
 *  zero page is.
 *  @linux mm/gup.c lockless_pages_from_mm (v5.14), custom: with gup_pte_range, one step per entry; a page is held by being used */
export function lockless_pages_from_mm(
  mm: mm_struct,
  start: vpn_t,
  nr_pages: vpn_t,
  gup_flags: flags<foll>,
  pages: page_array,
): vpn_t {
  if (!HAVE_FAST_GUP) return 0;
  for (let n: vpn_t = 0; n < nr_pages; n++) {
    const pte = mm.pte[start + n];
    if (pte.page === null || pte.special) return n;
    if ((gup_flags & foll.FOLL_WRITE) !== 0 && !pte.write) return n;
    pages.page[n] = pte.page;
  }
  return nr_pages;
}

/** The rest, with mmap_lock.
 *  @linux mm/gup.c __gup_longterm_unlocked (v5.14), custom: with get_user_pages_unlocked and __get_user_pages; mmap_lock is not
 *  dropped in between */
export function __gup_longterm_unlocked(
  mm: mm_struct,
  start: vpn_t,
  from: vpn_t,
  nr_pages: vpn_t,
  gup_flags: flags<foll>,
  pages: page_array,
): ssize_t {
  down_read(mm.mmap_lock);
  let got: vpn_t = 0;
  for (let n: vpn_t = from; n < nr_pages; n++) {
    const page = __get_user_pages(mm, start + n, gup_flags);
    if (page === null) break;
    pages.page[n] = page;
    got++;
  }
  up_read(mm.mmap_lock);
  return got > 0 ? got : -EFAULT;
}

/** One page, through as many faults as it takes; null: -EFAULT.
 *  @linux mm/gup.c __get_user_pages (v5.14), custom: with check_vma_flags and faultin_page; one page */
export function __get_user_pages(mm: mm_struct, vpn: vpn_t, gup_flags: flags<foll>): page | null {
  const vma = find_vma(mm, vpn);
  if (vma === null || vpn < vma.vm_start || vma.vm_pfnmap) return null;
  const write = (gup_flags & foll.FOLL_WRITE) !== 0;
  for (;;) {
    const page = follow_page_pte(mm, vpn, write);
    if (page !== null) return page;
    if ((gup_flags & foll.FOLL_NOFAULT) !== 0) return null;
    if (handle_mm_fault(vma, vpn, write) === vm_fault_t.VM_FAULT_SIGBUS) return null;
  }
}

/** The page of an entry, with the page-table lock. The zero page is one, to read.
 *  @linux mm/gup.c follow_page_pte (v5.14), custom: no FOLL_FORCE; nothing is marked */
function follow_page_pte(mm: mm_struct, vpn: vpn_t, write: bool): page | null {
  return atomically('locked', mm, (): page | null => {
    const pte = mm.pte[vpn];
    return write && !pte.write ? null : pte.page;
  });
}
