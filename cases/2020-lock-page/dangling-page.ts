// SPDX-License-Identifier: GPL-2.0-only
// What becomes of a page that a fault has mapped after truncation removed it: when both are over, migration and reclaim try
// to get it, a hole is punched over it, and in the end the process unmaps its memory.

import { atomically, type ghost, type int, scenario, waitUntil } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { unmap_and_move } from 'faultline/linux/mm/migrate.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { truncate_pagecache_range, truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { access, touch } from './access.ts';
import { one_file } from './world.ts';

/** How many of the first two are over, and who could not get rid of the page after that. */
export class aftermath {
  over: int<0, 2> = 0;
  migration_failed: ghost<boolean> = false;
  reclaim_failed: ghost<boolean> = false;
  punch_failed: ghost<boolean> = false;
}

export default scenario({
  title: 'a page that is mapped after it was removed: who gets rid of it?',
  thread: 'Kirill A. Shutemov, 2020-10-14: migration backs off such pages; not a crash, but still',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1, 0, false);
    mapping.i_mmap[0] = vma;
    const load = new access(false);
    const after = new aftermath();
    return { ...one, vma, load, after };
  },
  threads: {
    'CPU0 load'(w) {
      touch(w.vma, w.load, w.seen);
      atomically(() => {
        w.after.over++;
      });
    },
    'CPU1 truncate'(w) {
      truncate_setsize(w.mapping, 0);
      w.seen.removed = true;
      atomically(() => {
        w.after.over++;
      });
    },
    'CPU2 afterwards'(w) {
      waitUntil(() => w.after.over === 2);
      if (page_cache_get_speculative(w.page0) && unmap_and_move(w.page0, w.m.memory) < 0)
        w.after.migration_failed = true;
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
      w.after.reclaim_failed = !w.page0.buddy;
      truncate_pagecache_range(w.mapping, 0, 1);
      w.after.punch_failed = !w.page0.buddy;
      madvise_dontneed(w.vma);
    },
  },
  always: {
    MIGRATABLE: (w) => !w.after.migration_failed,
    RECLAIMABLE: (w) => !w.after.reclaim_failed,
    'GONE-AFTER-PUNCH': (w) => !w.after.punch_failed,
  },
  atEnd: {
    'GONE-AFTER-UNMAP': (w) => w.page0.buddy,
  },
  sometimes: {
    'the load comes first': (w) => w.seen.accessed && !w.seen.sigbus,
    'the load comes too late': (w) => w.seen.sigbus,
    'the page is free when the others come': (w) => w.after.over === 2 && w.page0.buddy,
  },
  claims: [
    {
      id: '2020/T10',
      by: 'Kirill A. Shutemov',
      rows: [
        {
          thread: 'derived',
          expect: {
            'v5.9': { MIGRATABLE: 'holds', RECLAIMABLE: 'holds' },
            '+p4': { ASSERTS: 'fails', RECLAIMABLE: 'fails', 'GONE-AFTER-PUNCH': 'fails', 'GONE-AFTER-UNMAP': 'holds' },
            '+L7b': { MIGRATABLE: 'holds' },
            '+L7c': { RECLAIMABLE: 'holds' },
          },
        },
        { thread: 'holds', variant: '+p4+delete-no-assert', property: 'ASSERTS', expect: 'holds' },
        { thread: 'fails', property: 'MIGRATABLE', expect: { '+p4+delete-no-assert': 'fails', '+p4': 'fails' } },
      ],
    },
  ],
});
