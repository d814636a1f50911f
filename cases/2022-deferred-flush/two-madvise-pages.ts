// SPDX-License-Identifier: GPL-2.0-only
// Two threads call MADV_DONTNEED on the same two clean pages of a file. They fill a batch, and are flushed under the page-table lock, if
// there is no memory for another batch, and behind it if there is; the lock may be let go between them, too. Once one of the threads has
// returned, no TLB entry leads to either page.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { counts } from './properties.ts';
import { cached, machine, mapped_clean, runs_elsewhere, start } from './world.ts';

export default scenario({
  title: 'two MADV_DONTNEED of two pages of a file',
  thread: 'Nadav Amit, 2022-10-26',
  kernel: 'v6.0',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, 2 * PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 2);
    const fd = new file(mapping, generic_file_operations);
    const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 2);
    m.page1.index = 1;
    cached(mapping, m.page0);
    cached(mapping, m.page1);
    mapped_clean(vma, m.page0);
    mapped_clean(vma, m.page1);
    runs_elsewhere(m);
    m.cpu0.tlb[0] = m.mm.pte[0];
    m.cpu0.tlb[1] = m.mm.pte[1];
    return { m, mapping, vma, mm: m.mm, cpu2: m.cpu0, page0: m.page0, page1: m.page1, program: m.program };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU1 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
  },
  always: {
    P9: (w) => counts(w.page0) && counts(w.page1),
    'NO-ENTRY': (w) => !w.program.dropped || (w.cpu2.tlb[0].page === null && w.cpu2.tlb[1].page === null),
  },
  sometimes: {
    'the lock is let go between the two, and the first is not flushed': (w) =>
      !w.mm.page_table_lock.held &&
      w.mm.pte[0].page === null &&
      w.mm.pte[1].page !== null &&
      w.cpu2.tlb[0].page !== null,
    'both PTEs are gone, and the lock is let go before the flush': (w) =>
      w.mm.pte[1].page === null &&
      !w.mm.page_table_lock.held &&
      w.cpu2.tlb[0].page !== null &&
      w.cpu2.tlb[1].page !== null,
  },
  claims: [
    {
      id: '2022/T-16',
      by: 'Nadav Amit',
      property: 'NO-ENTRY',
      rows: [
        { thread: 'holds', variant: 'v6.0', expect: 'holds' },
        { thread: 'fails', variant: '+no-nested', expect: 'fails' },
      ],
    },
  ],
});
