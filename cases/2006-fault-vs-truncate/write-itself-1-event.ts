// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping of the very page it goes to, and one event of memory pressure: a PTE is lost, or a
// page.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { evict, lose_pte } from './pressure.ts';
import { OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'write() from a mapping of the same page, one event of pressure',
  thread: 'Andrew Morton, 2006-10-10: from extremely hard to hit to super-easy to hit',
  kernel: 'v2.6.18',
  world() {
    const m = new machine();
    start(m, 2, OLD);
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1);
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
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  environment: {
    'memory pressure': {
      steps: 1,
      run(w) {
        if (maybe()) lose_pte(w.vma, 0);
        else evict(w.mapping, 0);
      },
    },
  },
  sometimes: {
    'the source is lost while the page is locked': (w) =>
      w.page0.locked && w.inode.i_mutex && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2006/P4',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.18',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
    {
      id: '2006/P4',
      by: 'Andrew Morton',
      thread: 'fails',
      variant: 'v2.6.23',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
    {
      id: '2006/P6',
      by: 'Andrew Morton',
      thread: 'fails',
      variant: 'v2.6.23',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      expect: {
        'v2.6.24': 'holds',
        '+w-zerocommit': 'holds',
        'v2.6.23+w-zerocommit': 'holds',
        '+w-zerocommit-unless-uptodate': 'holds',
        'v2.6.23+w-zerocommit-unless-uptodate': 'holds',
      },
    },
    {
      id: '2006/P8',
      by: 'Andrew Morton',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      expect: {
        '+w-tencap': 'holds',
        'v2.6.23+w-tencap': 'holds',
      },
    },
    {
      id: '2006/PC5',
      by: 'Nick Piggin',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      expect: {
        '+w-zerolength': 'holds',
        'v2.6.23+w-zerolength': 'holds',
      },
    },
    {
      id: '2006/P9',
      by: 'Nick Piggin',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      expect: {
        '+w-gup-unlocked': 'holds',
        'v2.6.23+w-gup-unlocked': 'holds',
      },
    },
    {
      id: '2006/P10',
      by: 'Nick Piggin',
      thread: 'derived',
      variant: '+w-gup-locked',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
    {
      id: '2006/P10',
      by: 'Nick Piggin',
      thread: 'fails',
      variant: 'v2.6.23+w-gup-locked',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
    {
      id: '2006/X9',
      by: 'brief',
      thread: 'derived',
      variant: 'v2.6.23+w-zerolength+x86_64',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
  ],
});
