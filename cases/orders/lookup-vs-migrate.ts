// SPDX-License-Identifier: GPL-2.0-only
// Migration puts another page into the slot and then lets the old one have references again. Who gets one of those must see what is in
// the slot: page_ref_unfreeze() is a release.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { migrate_page_move_mapping } from 'faultline/linux/mm/migrate.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { look_up, lookup } from './lookup.ts';

export default scenario({
  title: 'a page is looked up while another one takes its place',
  thread: 'derived from the code: page_ref_unfreeze() is a release',
  kernel: 'v5.9',
  world() {
    const memory = new pglist_data();
    const page0 = new page();
    const page1 = new page();
    const mapping = new address_space(new inode(new super_block(), PAGE_SIZE), block_aops, memory, 1);
    page0.buddy = false;
    // The cache's, and that of who has isolated it from its list.
    page0._refcount = 2;
    page0.mapping = mapping;
    page1.buddy = false;
    page1._refcount = 1;
    mapping.i_pages[0] = page0;
    return { mapping, page0, page1, seen: new lookup() };
  },
  threads: {
    'CPU0 look up'(w) {
      look_up(w.mapping, w.seen);
    },
    'CPU1 migrate'(w) {
      migrate_page_move_mapping(w.mapping, w.page1, w.page0);
    },
  },
  atEnd: {
    'FOUND-IS-CACHED': (w) => w.seen.found === null || w.seen.found === w.mapping.i_pages[0],
  },
  sometimes: {
    'the old page is found': (w) => w.seen.found === w.page0,
    'the new page is found': (w) => w.seen.found === w.page1,
  },
  claims: [
    {
      id: 'orders/lookup-vs-migrate',
      by: 'Faultline',
      thread: 'derived',
      property: 'FOUND-IS-CACHED',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+unfreeze-once': 'fails', '+get_speculative-relaxed': 'fails' } },
      ],
    },
  ],
});
