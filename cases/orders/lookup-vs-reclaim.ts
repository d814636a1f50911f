// SPDX-License-Identifier: GPL-2.0-only
// find_get_page(): load the slot, get the page unless nobody holds it, load the slot again. Reclaim: no references from now on, empty the
// slot, give the page back; and somebody takes it for something else. Who looked the page up must not hold that one.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { alloc_page, pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { look_up, lookup } from './lookup.ts';

export default scenario({
  title: 'a page is looked up, reclaimed, and used for something else',
  thread: 'derived from the comment on page_cache_get_speculative()',
  kernel: 'v5.9',
  world() {
    const memory = new pglist_data();
    const page0 = new page();
    memory.node_mem_map[0] = page0;
    const mapping = new address_space(new inode(new super_block(), PAGE_SIZE), block_aops, memory, 1);
    page0.buddy = false;
    // The cache's, and that of who has isolated it from its list.
    page0._refcount = 2;
    page0.mapping = mapping;
    page0.uptodate = true;
    mapping.i_pages[0] = page0;
    return { memory, mapping, page0, seen: new lookup() };
  },
  threads: {
    'CPU0 look up'(w) {
      look_up(w.mapping, w.seen);
    },
    'CPU1 reclaim'(w) {
      shrink_page_list(w.page0);
      if (w.page0.buddy) alloc_page(w.memory);
    },
  },
  atEnd: {
    'FOUND-IS-CACHED': (w) => w.seen.found === null || w.seen.found === w.mapping.i_pages[0],
  },
  sometimes: {
    'the page is found': (w) => w.seen.found === w.page0,
    'the page is gone': (w) => w.seen.done && w.seen.found === null,
    'the page is used again': (w) => w.mapping.i_pages[0] === null && w.page0._refcount === 1,
  },
  claims: [
    {
      id: 'orders/lookup-vs-reclaim',
      by: 'Faultline',
      thread: 'derived',
      property: 'FOUND-IS-CACHED',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+get_speculative-relaxed': 'fails',
            '+freeze-relaxed': 'holds',
            '+per-cpu-lists': 'fails',
          },
        },
      ],
    },
  ],
});
