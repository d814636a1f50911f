// SPDX-License-Identifier: GPL-2.0-only
// A writer whose source is lost wants mmap_sem while it has the page locked; mlock() of another thread has mmap_sem for
// writing and wants the page.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { mapped_file, other_file } from './one-file.ts';
import { populate } from './populate.ts';
import { lose_pte } from './pressure.ts';
import { OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'write() and mlock() of the page it goes to',
  thread: 'Peter Zijlstra, 2007-02 (mail outside the thread): the three cycles',
  kernel: 'v2.6.23',
  world() {
    const one = mapped_file(3, OLD);
    const { m, mapping } = one;
    const other_fd = other_file(m, 2 * PAGE_SIZE, 1);
    const other_mapping = other_fd.f_mapping;
    const source = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 2);
    other_mapping.i_mmap[0] = source;
    // An uptodate page of 2.6.18 is mapped without its lock; one that is written to and was not cached is not uptodate.
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    cached(other_mapping, m.page1, 1, OLD, true);
    mapped_before(source, m.page1, 1);
    return { ...one, other_inode: other_mapping.host, other_mapping, other_fd, source };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.source, 2, 1), 0);
    },
    'CPU1 mlock'(w) {
      populate(w.vma);
    },
  },
  environment: {
    'memory pressure': {
      steps: 1,
      run(w) {
        lose_pte(w.source, 1);
      },
    },
  },
  atEnd: {
    'VALID-BUFFER': (w) => w.seen.wrote === 1,
  },
  sometimes: {
    'the source is lost while the page is locked': (w) =>
      w.page0.locked && w.inode.i_mutex && w.mm.pte[1].page === null,
    'mlock has mmap_sem': (w) => w.mm.mmap_sem.writer,
  },
  claims: [
    {
      id: '2006/PC7',
      by: 'Peter Zijlstra',
      rows: [
        {
          thread: 'fails',
          property: 'NO-DEADLOCK',
          expect: { 'v2.6.23': 'fails', 'v2.6.18': 'fails' },
          environmentSteps: 1,
        },
        { thread: 'holds', variant: 'v2.6.24', property: 'NO-DEADLOCK', expect: 'holds' },
        { thread: 'derived', variant: 'v2.6.24', property: 'VALID-BUFFER', expect: 'holds' },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      expect: { '+w-zerocommit': 'holds', '+w-zerolength': 'holds' },
    },
    {
      id: '2006/P10',
      by: 'Nick Piggin',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'holds', variant: '+w-gup-locked+w-gup-unlocked', expect: 'holds' },
        { thread: 'derived', variant: '+w-gup-locked', expect: 'fails', environmentSteps: 1 },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.18-w24',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
  ],
});
