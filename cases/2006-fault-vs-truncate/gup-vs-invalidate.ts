// SPDX-License-Identifier: GPL-2.0-only
// A write that unlocks its page to look for its source, and invalidation, which takes the page away meanwhile.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { is_kept } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'get_user_pages() in the middle of a write(), and invalidation',
  thread: 'Nick Piggin, 2006-10-11: do we even need to do the intermediate commit_write()?',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(4, OLD);
    const { m, mapping } = one;
    const other_disk = new block_device();
    const other_inode = new inode(other_disk, 2 * PAGE_SIZE);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 2);
    const other_fd = new file(other_mapping);
    // The source: a page of another file, cached and mapped.
    const source = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 2);
    other_mapping.i_mmap[0] = source;
    cached(other_mapping, m.page0, 0, NEW, true);
    mapped_before(source, m.page0, 0);
    for (let pos = 0; pos < 4; pos++) other_disk.blocks[pos] = NEW;
    cached(mapping, m.page2, 0, OLD, true);
    return { ...one, other_mapping, source };
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
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
  },
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
