// SPDX-License-Identifier: GPL-2.0-only
// A PTE is taken away and flushed, and then its page may go. A store that went through it comes before that.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { block_aops, generic_file_operations, generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { zap_page_range_single } from 'faultline/linux/mm/memory.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';

export default scenario({
  title: 'a store through a PTE that is taken away, with the last reference to the page',
  thread: 'derived from the code: the PTE is exchanged, and flushed',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0.buddy = false;
    page0._refcount = 1;
    page0._mapcount = 1;
    // The file is empty by now: a fault finds nothing.
    const mapping = new address_space(new inode(new super_block(), 0), block_aops, new pglist_data(), 1);
    const mm = new mm_struct();
    const vma = new vm_area_struct(mm, new file(mapping, generic_file_operations), generic_file_vm_ops, 1);
    mm.pte[0] = { page: page0, write: true, dirty: true };
    return { page0, mm, vma };
  },
  threads: {
    'CPU0 store'(w) {
      user_store(w.vma, 0, 3);
    },
    'CPU1 zap'(w) {
      zap_page_range_single(w.vma, 0, 1, null);
    },
  },
  atEnd: {
    'FREE-IS-EMPTY': (w) => w.page0.buddy && w.page0.cells[0] === UNINIT,
  },
  sometimes: {
    'the store comes first': (w) => w.page0.cells[0] === 3 && w.mm.pte[0].page === w.page0,
  },
  claims: [
    {
      id: 'orders/store-vs-zap',
      by: 'Faultline',
      thread: 'derived',
      property: 'FREE-IS-EMPTY',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        { memory: 'weak', expect: { 'v5.9': 'holds', '+zap-relaxed': 'holds' } },
      ],
    },
  ],
});
