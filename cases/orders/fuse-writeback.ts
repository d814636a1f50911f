// SPDX-License-Identifier: GPL-2.0-only
// Writeback of a FUSE file ends for the page when it is copied, and for the file when the server has answered: who needs what is written
// waits for the second. What the server has done before he answers is there then.

import { type bool, type ghost, scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_dev_do_read, fuse_request_end } from 'faultline/linux/fs/fuse/dev.ts';
import { fuse_file_aops, fuse_wait_on_page_writeback, fuse_writepage } from 'faultline/linux/fs/fuse/file.ts';
import { address_space, inode } from 'faultline/linux/include/linux/fs.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { clear_page_dirty_for_io } from 'faultline/linux/mm/page-writeback.ts';

export class waited {
  any: ghost<bool> = false;
  /** The server's file did not have what was written out. */
  old: ghost<bool> = false;
}

export default scenario({
  title: 'writeback of a FUSE file, and who waits for it',
  thread: 'derived from the code: requests of writeback are in a tree under fi->lock, and who waits looks there',
  kernel: 'v5.9',
  world() {
    const sb = new super_block();
    const host = new inode(sb, 2);
    const mapping = new address_space(host, fuse_file_aops, new pglist_data(), 1);
    const page0 = new page();
    page0._refcount = 1;
    page0.mapping = mapping;
    page0.uptodate = true;
    page0.dirty = true;
    page0.cells[0] = 2;
    mapping.i_pages[0] = page0;
    return { sb, host, page0, seen: new waited() };
  },
  threads: {
    'CPU0 writeback'(w) {
      lock_page(w.page0);
      clear_page_dirty_for_io(w.page0);
      fuse_writepage(w.page0);
    },
    'CPU1 server'(w) {
      const queued = fuse_dev_do_read(w.sb.fc);
      w.sb.s_bdev.blocks[0] = queued.args.data0;
      fuse_request_end(queued, { error: 0, missing: 0, data0: UNINIT, data1: UNINIT });
    },
    'CPU2 wait'(w) {
      lock_page(w.page0);
      if (!PageDirty(w.page0)) {
        fuse_wait_on_page_writeback(w.host, 0);
        const block = w.sb.s_bdev.blocks[0];
        w.seen.old = block !== 2;
        w.seen.any = true;
      }
      unlock_page(w.page0);
    },
  },
  always: {
    'WAITED-IS-WRITTEN': (w) => !w.seen.old,
  },
  sometimes: {
    'it waits': (w) => w.seen.any,
  },
  claims: [
    {
      id: 'orders/fuse-writeback',
      by: 'Faultline',
      thread: 'derived',
      property: 'WAITED-IS-WRITTEN',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+fi_lock-once': 'fails',
            '+fi_unlock-relaxed': 'holds',
            '+writepage-relaxed': 'holds',
            '+finished-relaxed': 'holds',
            '+request_end-relaxed': 'fails',
          },
        },
      ],
    },
  ],
});
