// SPDX-License-Identifier: GPL-2.0-only
// page_get_anon_vma(): the anon_vma of a page may be given back, and be somebody else's, at any time. Who got a reference looks whether the
// page is still mapped: then it is the one that was meant.

import { type bool, type ghost, scenario } from 'faultline';
import { block_aops, generic_file_operations, generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { anon_vma } from 'faultline/linux/include/linux/rmap.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { anon_vma_prepare, page_get_anon_vma, page_remove_rmap, put_anon_vma } from 'faultline/linux/mm/rmap.ts';

class seen {
  held: ghost<bool> = false;
  reused: ghost<bool> = false;
}

export default scenario({
  title: 'an anon_vma is looked up, given back, and used by another process',
  thread: 'derived from the comment on page_get_anon_vma()',
  kernel: 'v6.0',
  world() {
    const page0 = new page();
    const anon = new anon_vma();
    page0._mapcount = 1;
    page0.anon_vma = anon;
    // Of a file that nobody looks at here.
    const mapping = new address_space(new inode(new super_block(), 0), block_aops, new pglist_data(), 1);
    const other = new vm_area_struct(
      new mm_struct(),
      new file(mapping, generic_file_operations),
      generic_file_vm_ops,
      1,
    );
    return { page0, anon, other, rcu: new rcu_state(), seen: new seen() };
  },
  threads: {
    'CPU0 look'(w) {
      if (page_get_anon_vma(w.page0, w.rcu) !== null) w.seen.held = true;
    },
    'CPU1 unmap'(w) {
      page_remove_rmap(w.page0);
      put_anon_vma(w.anon);
    },
    'CPU2 prepare'(w) {
      if (anon_vma_prepare(w.other, w.anon)) w.seen.reused = true;
    },
  },
  atEnd: {
    'HELD-IS-MEANT': (w) => !w.seen.held || !w.seen.reused,
  },
  sometimes: {
    'it is held': (w) => w.seen.held,
    'it is used again': (w) => w.seen.reused,
  },
  claims: [
    {
      id: 'orders/anon-vma-reused',
      by: 'Faultline',
      thread: 'derived',
      property: 'HELD-IS-MEANT',
      rows: [
        { memory: 'sc', expect: { 'v6.0': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v6.0': 'holds',
            '+inc_not_zero-relaxed': 'fails',
            '+add_negative-relaxed': 'holds',
            '+dec_and_test-relaxed': 'holds',
            '+add_negative-relaxed+dec_and_test-relaxed': 'fails',
            '+cache_alloc-relaxed': 'holds',
            '+cache_free-relaxed': 'holds',
          },
        },
      ],
    },
  ],
});
