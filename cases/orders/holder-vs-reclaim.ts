// SPDX-License-Identifier: GPL-2.0-only
// Who holds a page may dirty it and let go. Reclaim freezes the count and then looks at the flag: who has let go before that must be seen to have
// dirtied it.

import { type bool, type ghost, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { SetPageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { __remove_mapping } from 'faultline/linux/mm/vmscan.ts';

class removal {
  removed: ghost<bool> = false;
  kept: ghost<bool> = false;
}

export default scenario({
  title: 'a page is dirtied by who holds it, and reclaimed',
  thread: 'derived from the comment in __remove_mapping(): the order of the tests',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    const mapping = new address_space(new inode(new super_block(), PAGE_SIZE), block_aops, new pglist_data(), 1);
    page0.buddy = false;
    // The cache's, that of who has isolated it from its list, and ours.
    page0._refcount = 3;
    page0.mapping = mapping;
    mapping.i_pages[0] = page0;
    return { mapping, page0, seen: new removal() };
  },
  threads: {
    'CPU0 holder'(w) {
      SetPageDirty(w.page0);
      put_page(w.page0);
    },
    'CPU1 reclaim'(w) {
      if (__remove_mapping(w.mapping, w.page0)) w.seen.removed = true;
      else w.seen.kept = true;
    },
  },
  atEnd: {
    'DIRTY-STAYS': (w) => !w.seen.removed,
  },
  sometimes: {
    'it is held still': (w) => w.seen.kept && w.page0._refcount === 3,
    'it is found dirty': (w) => w.seen.kept && w.page0._refcount === 2,
  },
  claims: [
    {
      id: 'orders/holder-vs-reclaim',
      by: 'Faultline',
      thread: 'derived',
      property: 'DIRTY-STAYS',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+freeze-relaxed': 'fails' } },
      ],
    },
  ],
});
