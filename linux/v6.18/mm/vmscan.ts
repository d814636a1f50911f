// SPDX-License-Identifier: GPL-2.0-only
// Reclaim of a list of pages. TLB entries are flushed once, when the list is done. A dirty page of a file is left to the
// flusher, whoever reclaims: since 6.16 nobody here writes it. By then it is unmapped, it is unlocked, and its TLB entries are
// still there. The ways out are told in the order of shrink_folio_list().

import { array, atomically, type bool, choose, type int, maybe } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { page_cache_get_speculative } from '../../v5.9/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from '../../v5.9/include/linux/page-flags.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { unlock_page } from '../../v5.9/mm/filemap.ts';
import { free_unref_page } from '../../v5.9/mm/page_alloc.ts';
import { try_to_free_buffers } from '../../v6.0/fs/ext4/inode.ts';
import { tlbflush_unmap_batch, try_to_unmap_flush, try_to_unmap_flush_dirty } from '../../v6.0/mm/rmap.ts';
import { __remove_mapping } from '../../v6.0/mm/vmscan.ts';
import { try_to_unmap_batch } from './rmap.ts';

export * from '../../v6.0/mm/vmscan.ts';

/** Who reclaims, and what it may do. On its stack. */
export class scan_control {
  constructor(
    /** current_is_kswapd(). */
    readonly kswapd: bool,
    /** __GFP_FS of gfp_mask. */
    readonly gfp_fs: bool,
    readonly may_writepage: bool,
  ) {}
}

export const NR_FOLIOS = 4;

/** Isolated pages: whoever put them here holds them. */
export class folio_list {
  readonly folios: array<page | null, typeof NR_FOLIOS> = array(NR_FOLIOS, null);
  nr: int<0, typeof NR_FOLIOS> = 0;
}

export enum folio_references {
  FOLIOREF_RECLAIM = 0,
  FOLIOREF_RECLAIM_CLEAN = 1,
  FOLIOREF_KEEP = 2,
  FOLIOREF_ACTIVATE = 3,
}

/** Take the page off its LRU list, unless it is being freed.
 *  @linux mm/vmscan.c isolate_lru_folios (v6.18), custom, name ours: one page of it; there are no LRU lists, any page may be
 *  found */
export function isolate(list: folio_list, folio: page): void {
  if (!page_cache_get_speculative(folio)) return;
  list.folios[list.nr] = folio;
  list.nr++;
}

/** Try to free the pages of the list; those that stay are put back.
 *  @linux mm/vmscan.c shrink_folio_list (v6.18), custom: order-0 pages of files; no demotion, no second pass; freed pages are not
 *  let go, and flushed for, by the 31 */
export function shrink_folio_list(list: folio_list, sc: scan_control, ignore_references: bool): void {
  const ubc = new tlbflush_unmap_batch();
  const freed: array<bool, typeof NR_FOLIOS> = array(NR_FOLIOS, false);
  for (let n = 0; n < NR_FOLIOS; n++) {
    const folio = list.folios[n];
    if (folio !== null) freed[n] = shrink_folio(folio, ubc, sc, ignore_references);
  }
  try_to_unmap_flush(ubc);
  for (let n = 0; n < NR_FOLIOS; n++) {
    const folio = list.folios[n];
    if (folio === null) continue;
    if (freed[n]) atomically(() => free_unref_page(folio), 'release');
    else put_page(folio);
  }
}

/** True: it has left the cache, and nobody holds it.
 *  @linux mm/vmscan.c shrink_folio_list (v6.18), custom, name ours: the body of its loop, with its labels activate_locked and
 *  keep_locked, which are one without LRU lists */
export function shrink_folio(folio: page, ubc: tlbflush_unmap_batch, sc: scan_control, ignore_references: bool): bool {
  if (!trylock_page(folio)) return false;
  const mapping = folio.mapping;
  const free = mapping !== null && shrink_locked_folio(folio, mapping, ubc, sc, ignore_references);
  unlock_page(folio);
  return free;
}

/** The page is locked, and stays so. False is a goto to activate_locked or keep_locked.
 *  @linux mm/vmscan.c shrink_folio_list (v6.18), custom, name ours: the body of its loop, while the page is locked */
export function shrink_locked_folio(
  folio: page,
  mapping: address_space,
  ubc: tlbflush_unmap_batch,
  sc: scan_control,
  ignore_references: bool,
): bool {
  if (PageWriteback(folio)) return false; // the limit of a group of cgroup v1 waits for it, unlocked, and takes it again
  const references = ignore_references ? folio_references.FOLIOREF_RECLAIM : folio_check_references();
  if (references === folio_references.FOLIOREF_ACTIVATE || references === folio_references.FOLIOREF_KEEP) return false;
  if (page_mapped(folio)) {
    try_to_unmap_batch(folio, ubc);
    if (page_mapped(folio)) return false; // not all of its mappings, but some may be gone
  }
  if (folio_maybe_dma_pinned()) return false;
  if (PageDirty(folio)) {
    if (!sc.kswapd || !met_again()) return false;
    if (references === folio_references.FOLIOREF_RECLAIM_CLEAN) return false;
    if (!may_enter_fs(sc)) return false;
    if (!sc.may_writepage) return false;
    try_to_unmap_flush_dirty(ubc);
    pageout();
    return false;
  }
  if (!try_to_free_buffers(folio)) return false;
  return __remove_mapping(mapping, folio);
}

/** Whether the page was used of late.
 *  @linux mm/vmscan.c folio_check_references (v6.18), custom: no accessed bits: any answer */
export function folio_check_references(): folio_references {
  return choose(4);
}

/** PG_reclaim and PGDAT_DIRTY: kswapd has met the page before, and lately too many like it.
 *  @linux mm/vmscan.c shrink_folio_list (v6.18), custom, name ours: both are left by earlier rounds: any answer */
export function met_again(): bool {
  return maybe();
}

/** @linux include/linux/mm.h folio_maybe_dma_pinned (v6.18), custom: nobody pins but in the patch of a case */
export function folio_maybe_dma_pinned(): bool {
  return false;
}

/** @linux mm/vmscan.c may_enter_fs (v6.18), custom: no swap */
function may_enter_fs(sc: scan_control): bool {
  return sc.gfp_fs;
}

/** A page of a file is not written here, other than one of tmpfs.
 *  @linux mm/vmscan.c pageout (v6.18), custom: PAGE_KEEP or PAGE_ACTIVATE, whoever holds it; no tmpfs, no swap */
function pageout(): void {}

/** Isolated pages of a program that asked for it.
 *  @linux mm/vmscan.c reclaim_pages (v6.18), custom: with reclaim_folio_list; one node */
export function reclaim_pages(list: folio_list): void {
  const sc = new scan_control(false, true, true);
  shrink_folio_list(list, sc, true);
}

/** Pages from the end of the inactive list, for whoever needs memory. They are isolated by the caller.
 *  @linux mm/vmscan.c shrink_inactive_list (v6.18), custom: no LRU lists, no throttling, the flushers are not woken */
export function shrink_inactive_list(list: folio_list, sc: scan_control): void {
  shrink_folio_list(list, sc, false);
}

/** An allocation finds no memory.
 *  @linux mm/vmscan.c try_to_free_pages (v6.18), custom: one list; with laptop_mode or without, with __GFP_FS or without */
export function try_to_free_pages(list: folio_list): void {
  const sc = new scan_control(false, maybe(), maybe());
  shrink_inactive_list(list, sc);
}

/** A group is at its limit.
 *  @linux mm/vmscan.c try_to_free_mem_cgroup_pages (v6.18), custom: one list, of pages of the group; as above */
export function try_to_free_mem_cgroup_pages(list: folio_list): void {
  const sc = new scan_control(false, maybe(), maybe());
  shrink_inactive_list(list, sc);
}

/** The thread that keeps memory free. It writes nothing while it makes up for fragmentation, or in laptop_mode.
 *  @linux mm/vmscan.c balance_pgdat (v6.18), custom: one list; nr_boost_reclaim and laptop_mode are one choice */
export function balance_pgdat(list: folio_list): void {
  const sc = new scan_control(true, true, maybe());
  shrink_inactive_list(list, sc);
}
