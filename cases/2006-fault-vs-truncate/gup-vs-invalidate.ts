// SPDX-License-Identifier: GPL-2.0-only
// A write that unlocks its page to look for its source, and invalidation, which takes the page away meanwhile.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { one_file, source_of } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { both_written } from './short-copy.ts';
import { OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'get_user_pages() in the middle of a write(), and invalidation',
  thread: 'Nick Piggin, 2006-10-11: do we even need to do the intermediate commit_write()?',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(4, OLD);
    const source = source_of(one.m, 2 * PAGE_SIZE);
    cached(one.mapping, one.page2, 0, OLD, true);
    return { ...one, other_mapping: source.vm_file.f_mapping, source };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.source, 0, 2), 0);
    },
    'CPU1 invalidate'(w) {
      invalidate_inode_pages2(w.mapping);
    },
  },
  environment: {
    madvise: {
      steps: 1,
      run(w) {
        lose_pte(w.source, 0);
      },
    },
  },
  atEnd: both_written,
  sometimes: {
    'the page is invalidated while it is written to': (w) =>
      w.inode.i_mutex && w.mapping.page_tree[0] === null && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2006/P10',
      by: 'Nick Piggin',
      thread: 'derived',
      expect: {
        'v2.6.23+w-gup-locked+w-gup-unlocked': { 'NO-LOST-WRITE': 'holds', 'NO-DEADLOCK': 'holds' },
        'v2.6.23+w-gup-locked+w-gup-unlocked+w-gup-unlocked-no-recheck': { 'NO-LOST-WRITE': 'fails' },
      },
    },
  ],
});
