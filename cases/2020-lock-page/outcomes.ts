// SPDX-License-Identifier: GPL-2.0-only
// How an access against a truncation can end, as far as anybody could tell afterwards.

import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';

/** The kinds of access, in the order of world.ts. */
export enum access_kind {
  LOAD_SHARED,
  LOAD_PRIVATE,
  STORE_SHARED,
  STORE_PRIVATE,
}

/** How ->fault returns its page, and what ->page_mkwrite returns if there is one. */
export enum handler_kind {
  LOCKED,
  LOCKED_MKWRITE_UNLOCKED,
  LOCKED_MKWRITE_LOCKED,
  UNLOCKED,
  UNLOCKED_MKWRITE_UNLOCKED,
  UNLOCKED_MKWRITE_LOCKED,
}

/** What was tried: it belongs to the outcome. */
export class attempt {
  constructor(
    readonly access: access_kind,
    readonly handler: handler_kind,
  ) {}
}

/** Nothing is mapped; the page of the file is, which has left the cache; a private copy is. */
export enum left {
  NOTHING,
  STALE_PAGE,
  COPY,
}

/** What is mapped when both are over, for the file has no page then. */
export function mapped(vma: vm_area_struct): left {
  const page = vma.vm_mm.pte[0].page;
  if (page === null) return left.NOTHING;
  return page.anon ? left.COPY : left.STALE_PAGE;
}
