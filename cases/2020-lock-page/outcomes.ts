// SPDX-License-Identifier: GPL-2.0-only
// How an access against a truncation can end, as far as anybody could tell afterwards.

import type { bool, int } from 'faultline';
import type { vm_area_struct } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import { STORE_PRIVATE, type seen } from './world.ts';

/** What the access is, and whether the handler returns its page unlocked. */
export class end {
  constructor(
    readonly kind: int<0, 3>,
    readonly unlocked: bool,
  ) {}
}

/** Nothing is mapped; the page of the file is, which has left the cache; a private copy is. */
export const NONE = 0;
export const STALE = 1;
export const COPY = 2;

/** What is mapped when both are over, for the file has no page then. */
export function mapped(vma: vm_area_struct): int<0, 2> {
  const page = vma.vm_mm.pte[0].page;
  if (page === null) return NONE;
  return page.anon ? COPY : STALE;
}

/** They ended in this way. */
export function ends_as(
  end: end,
  vma: vm_area_struct,
  seen: seen,
  unlocked: bool,
  kind: int<0, 3>,
  sigbus: bool,
  left: int<0, 2>,
): bool {
  return end.unlocked === unlocked && end.kind === kind && seen.sigbus === sigbus && mapped(vma) === left;
}

/** Asked at the end: v5.9 can end like this too. */
export function of_v5_9(end: end, vma: vm_area_struct, seen: seen): bool {
  const left = mapped(vma);
  if (left === NONE) return true;
  return end.unlocked && left === (end.kind === STORE_PRIVATE ? COPY : STALE) && !seen.sigbus;
}
