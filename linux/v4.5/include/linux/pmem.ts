// SPDX-License-Identifier: GPL-2.0-only
// Persistent memory behind the caches of the CPUs. What is stored lands in a cache, where every CPU sees it and a power failure
// takes it away; it gets to the memory when somebody writes it back, or when a cache evicts it, which may be at any time.

import { atomically, type bool, type kept, type stored, waitUntil } from 'faultline';
import { type cell_t, UNINIT, ZERO } from '../../../v5.9/arch/x86/include/asm/page_types.ts';

/** A block of persistent memory: a page, and a page is one cell. Linux has a sector number, and a page frame number.
 *  @view title Persistent memory
 *  @view first pmem cache cache_dirty */
export class block {
  pmem: kept<cell_t> = UNINIT;
  cache: stored<cell_t> = UNINIT;
  cache_dirty: bool = false;
}

/** @view title Persistent memory */
export class pmem_device {
  readonly block1: block = new block();
  readonly block2: block = new block();
}

/** What a CPU reads: part of a step.
 *  @linux hardware, custom: caches are coherent, so they are one; lines are as large as blocks */
export function pmem_load(block: block): cell_t {
  return block.cache_dirty ? block.cache : block.pmem;
}

/** What a CPU stores: part of a step.
 *  @linux hardware, custom: lines are as large as blocks */
export function pmem_store(block: block, value: cell_t): void {
  block.cache = value;
  block.cache_dirty = true;
}

/** Write back what the caches have of a block.
 *  @linux include/linux/pmem.h wb_cache_pmem (v4.5), custom: one step; with the barrier of wmb_pmem() */
export function wb_cache_pmem(block: block): void {
  atomically(() => {
    evict(block);
  });
}

/** Zeroes that are in the memory, not in a cache: part of a step.
 *  @linux include/linux/pmem.h clear_pmem (v4.5), custom: a part of the step that allocates; with the
 *  barrier */
export function clear_pmem(block: block): void {
  block.pmem = ZERO;
  block.cache = UNINIT;
  block.cache_dirty = false;
}

/** Store past the cache.
 *  @linux include/linux/pmem.h copy_from_iter_pmem (v4.5), custom: one value; with the barrier */
export function copy_from_iter_pmem(block: block, value: cell_t): void {
  atomically(() => {
    block.pmem = value;
    block.cache = UNINIT;
    block.cache_dirty = false;
  });
}

/** A line leaves the cache: part of a step.
 *  @linux hardware, custom: lines are as large as blocks */
export function evict(block: block): void {
  if (!block.cache_dirty) return;
  block.pmem = block.cache;
  block.cache = UNINIT;
  block.cache_dirty = false;
}

/** For the environment of a scenario: the cache makes room, whenever it likes.
 *  @linux hardware, custom: any line at any time */
export function cache_eviction(block: block): void {
  atomically(() => {
    waitUntil(() => block.cache_dirty);
    evict(block);
  });
}
