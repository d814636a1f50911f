// SPDX-License-Identifier: GPL-2.0-only
// Before direct I/O the cache of the file is thrown away, mapped or not, while a program stores through its mapping and another process
// calls fsync(). Since 5.13 what is mapped is unmapped before the page is locked, so that writeback, which has the lock, can come in
// between the mapcount and the flush.

import { scenario } from 'faultline';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { store } from './world.ts';

export default scenario({
  title: 'the cache is thrown away before direct I/O, and fsync()',
  thread: 'nobody; the brief asks',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    one.m.cpu0.tlb[0] = one.mm.pte[0];
    return { ...one, page1: one.m.page1 };
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
      store(w.vma, w.seen, SECOND);
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU1 direct'(w) {
      invalidate_inode_pages2(w.mapping);
    },
    'CPU2 fsync'(w) {
      filemap_write_and_wait(w.mapping);
    },
  },
  always: {
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
    FREED: (w) => w.mapping.i_pages[0] === w.page0 || w.page0.buddy,
  },
  sometimes: {
    'the page leaves the cache': (w) => w.mapping.i_pages[0] === null,
    'it is brought back': (w) => w.mapping.i_pages[0] !== null && w.seen.unmapped,
    'it is written': (w) => w.page0.writeback,
  },
  claims: [
    {
      id: '2022/T-55',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v6.0': { P1: 'fails', FREED: 'holds', P5: 'holds', P6: 'holds', P9: 'holds' },
        '+V8': { P1: 'holds', FREED: 'holds', P5: 'holds' },
        '+locked-first': { P1: 'holds' },
      },
    },
  ],
});
