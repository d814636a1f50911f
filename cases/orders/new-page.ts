// SPDX-License-Identifier: GPL-2.0-only
// A page enters the cache locked, and its slot is written last. Who finds it there must find it locked, or two have its lock.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { add_to_page_cache_lru, find_get_page } from 'faultline/linux/mm/filemap.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { looked } from './looked.ts';

export default scenario({
  title: 'a new page is found in the cache before it is filled',
  thread: 'derived from the code: a slot is written with rcu_assign_pointer()',
  kernel: 'v5.9',
  world() {
    const memory = new pglist_data();
    const page0 = new page();
    page0.buddy = false;
    page0._refcount = 1;
    const mapping = new address_space(new inode(new super_block(), PAGE_SIZE), block_aops, memory, 1);
    return { mapping, page0, seen: new looked() };
  },
  threads: {
    'CPU0 read'(w) {
      add_to_page_cache_lru(w.page0, w.mapping, 0);
    },
    'CPU1 look up'(w) {
      const page = find_get_page(w.mapping, 0);
      if (page === null) return;
      w.seen.found = true;
      w.seen.locked = trylock_page(page);
    },
  },
  atEnd: {
    'ONE-HAS-THE-LOCK': (w) => !w.seen.locked,
  },
  sometimes: {
    'the page is found': (w) => w.seen.found,
  },
  claims: [
    {
      id: 'orders/new-page',
      by: 'Faultline',
      thread: 'derived',
      property: 'ONE-HAS-THE-LOCK',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+slot-once': 'fails' } },
      ],
    },
  ],
});
