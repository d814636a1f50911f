// SPDX-License-Identifier: GPL-2.0-only
// A write of a whole page of ramfs that is not cached, and somebody who reads it. 2.6.18 calls the page uptodate before
// anything is copied into it.

import { maybe, scenario } from 'faultline';
import { ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { ramfs_aops } from 'faultline/linux/fs/libfs.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { user_load } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { mapped_file_with } from './one-file.ts';
import { uptodate_is_valid } from './short-copy.ts';
import { NEW } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'ramfs: write() of a whole page, and a reader',
  thread: 'Nick Piggin, 2006-10-13 (mail outside the thread): readers do not take the page lock',
  kernel: 'v2.6.18',
  world: () => mapped_file_with(ramfs_aops, 3, ZERO),
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
  always: uptodate_is_valid,
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
