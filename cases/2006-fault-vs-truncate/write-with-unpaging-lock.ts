// SPDX-License-Identifier: GPL-2.0-only
// A write of two cells, the first from a mapped page, which is also the one it goes to, the second from a page that is
// not cached yet. So the prefault allocates memory.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { find_get_page, generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'write() from two pages, under reclaim, its own included',
  thread: 'Andrew Morton and Nick Piggin, 2007-02 (mail outside the thread): unpaging_lock',
  kernel: 'v2.6.23',
  world() {
    const m = new machine();
    start(m, 3, OLD);
    const inode_ = new inode(m.disk, 2 * PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 2);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 2);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, true);
    mapped_before(vma, m.page0, 0);
    return {
      m,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      vma,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      disk: m.disk,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 2), 0);
    },
  },
  environment: {
    kswapd: {
      steps: 1,
      run(w) {
        const page = find_get_page(w.mapping, 0);
        if (page !== null) shrink_page_list(page);
      },
    },
  },
  atEnd: {
    'VALID-BUFFER': (w) => w.seen.wrote === 2,
  },
  sometimes: {
    'the page is unmapped': (w) => w.mm.pte[0].page === null && w.mapping.page_tree[1] !== null,
  },
  claims: [
    {
      id: '2006/PC8',
      property: 'NO-DEADLOCK',
      expect: 'fails',
      rows: [
        { by: 'Andrew Morton', thread: 'derived', variant: 'v2.6.23' },
        { by: 'Andrew Morton', thread: 'open', variant: '+unpaging_lock' },
        { by: 'Nick Piggin', thread: 'fails', variant: '+unpaging_lock+direct-reclaim' },
      ],
    },
    {
      id: '2006/PC8',
      by: 'brief',
      thread: 'derived',
      expect: {
        '+unpaging_lock+unpaging_trylock': { 'NO-DEADLOCK': 'holds', 'VALID-BUFFER': 'holds' },
        '+unpaging_lock+unpaging_trylock+direct-reclaim': { 'NO-DEADLOCK': 'holds' },
      },
    },
    {
      id: '2006/PC8',
      by: 'Nick Piggin',
      thread: 'derived',
      variant: 'v2.6.24+direct-reclaim',
      expect: { 'NO-DEADLOCK': 'holds', 'VALID-BUFFER': 'holds' },
    },
  ],
});
