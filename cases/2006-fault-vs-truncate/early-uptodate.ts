// SPDX-License-Identifier: GPL-2.0-only
// A write of a whole page of ramfs that is not cached, and somebody who reads it. 2.6.18 calls the page uptodate before
// anything is copied into it.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { ramfs_aops } from 'faultline/linux/fs/libfs.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { user_load } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { uptodate_valid } from './properties.ts';
import { NEW } from './values.ts';
import { buffer, machine, start } from './world.ts';

export default scenario({
  title: 'ramfs: write() of a whole page, and a reader',
  thread: 'Nick Piggin, 2006-10-13 (mail outside the thread): readers do not take the page lock',
  kernel: 'v2.6.18',
  world() {
    const m = new machine();
    start(m, 3, ZERO);
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const mapping = new address_space(inode_, ramfs_aops, m.memory, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1);
    mapping.i_mmap[0] = vma;
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
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 0);
    },
    'CPU1 read'(w) {
      if (maybe()) w.seen.first = pread_cell(w.fd, 0);
      else w.seen.first = user_load(w.vma, 0);
      w.seen.looked = true;
    },
  },
  always: {
    'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0),
  },
  atEnd: {
    'READ-OLD-OR-NEW': (w) => w.seen.first === ZERO || w.seen.first === NEW,
  },
  sometimes: {
    'the reader comes first': (w) => w.seen.first === ZERO,
    'the writer comes first': (w) => w.seen.first === NEW,
  },
  claims: [
    {
      id: '2006/PC4',
      by: 'Nick Piggin',
      rows: [
        { thread: 'fails', variant: 'v2.6.18', expect: { 'UPTODATE-VALID': 'fails', 'READ-OLD-OR-NEW': 'fails' } },
        { thread: 'holds', variant: 'v2.6.23', expect: { 'UPTODATE-VALID': 'holds', 'READ-OLD-OR-NEW': 'holds' } },
        { thread: 'derived', variant: 'v2.6.24', property: 'UPTODATE-VALID', expect: 'holds' },
      ],
    },
  ],
});
