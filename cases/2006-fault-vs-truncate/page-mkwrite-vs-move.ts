// SPDX-License-Identifier: GPL-2.0-only
// A first store to a page whose filesystem has page_mkwrite, which is called with the page unlocked; and somebody who
// moves the page to another file.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { user_store } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { address_space, block_device, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { one_file } from './one-file.ts';
import { mkwrite_vm_ops, steal } from './page-mkwrite.ts';
import { inv_insert, q_mapped } from './properties.ts';
import { OLD, STORED } from './values.ts';
import { cached } from './world.ts';

export default scenario({
  title: 'page_mkwrite() and a page that moves to another file',
  thread: 'Nick Piggin, in the code of 2.6.23: this is not quite right',
  kernel: 'v2.6.23',
  world() {
    const one = one_file(3, OLD);
    const { m, mapping, fd } = one;
    const other_disk = new block_device();
    const other_inode = new inode(other_disk, PAGE_SIZE);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 1);
    const vma = new vm_area_struct(m.mm, fd, mkwrite_vm_ops, 1);
    mapping.i_mmap[0] = vma;
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    return { ...one, other_inode, other_mapping, vma };
  },
  threads: {
    'CPU0 store'(w) {
      if (user_store(w.vma, 0, STORED) === 0) w.seen.first = STORED;
    },
    'CPU1 move'(w) {
      steal(w.mapping, w.other_mapping);
    },
  },
  always: {
    'INV-INSERT': (w) => inv_insert(w.vma),
  },
  atEnd: {
    'Q-MAPPED': (w) => q_mapped(w.vma),
    STORED: (w) => w.seen.first === STORED,
  },
  sometimes: {
    'the page has moved': (w) => w.other_mapping.page_tree[0] !== null,
    'the page is mapped': (w) => w.mm.pte[0].page !== null,
  },
  claims: [
    { id: '2006/PC10', by: 'Nick Piggin', thread: 'open', variant: 'v2.6.23', property: 'INV-INSERT', expect: 'holds' },
    {
      id: '2006/PC10',
      by: 'Nick Piggin',
      thread: 'derived',
      expect: {
        '+moves-held-pages': { 'INV-INSERT': 'fails' },
        '+moves-held-pages+mkwrite-checks-mapping': { 'INV-INSERT': 'holds', 'Q-MAPPED': 'holds' },
      },
    },
  ],
});
