// SPDX-License-Identifier: GPL-2.0-only
// A load from a mapping of a file whose only page cannot be read.

import { scenario } from 'faultline';
import { PAGE_SIZE, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { bad_sector_aops } from './bad-disk.ts';
import { OLD } from './values.ts';
import { machine, start } from './world.ts';

export default scenario({
  title: 'a page fault on a bad sector',
  thread: 'Andrew Morton, 2006-10-10 (mail outside the thread): try twice has become try for ever',
  kernel: 'v2.6.23',
  world() {
    const m = new machine();
    start(m, 2, OLD);
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const mapping = new address_space(inode_, bad_sector_aops, m.memory, 1);
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
    'CPU0 load'(w) {
      w.seen.first = user_load(w.vma, 0);
      w.seen.looked = true;
    },
  },
  atEnd: {
    SIGBUS: (w) => w.seen.looked && w.seen.first === UNINIT,
  },
  sometimes: {
    'the read has failed': (w) => w.mapping.page_tree[0] !== null && !w.page0.locked && !w.page0.uptodate,
  },
  claims: [
    {
      id: '2006/PC2',
      rows: [
        { by: 'Andrew Morton', thread: 'holds', variant: 'v2.6.18', property: 'NO-LIVELOCK', expect: 'holds' },
        {
          by: 'Andrew Morton',
          thread: 'derived',
          expect: { 'v2.6.18': { SIGBUS: 'holds' }, 'v2.6.24': { 'NO-LIVELOCK': 'fails' } },
        },
        { by: 'Andrew Morton', thread: 'fails', variant: 'v2.6.23', property: 'NO-LIVELOCK', expect: 'fails' },
        { by: 'Miklos Szeredi', thread: 'holds', variant: '+wait-for-read', property: 'NO-LIVELOCK', expect: 'holds' },
        { by: 'Miklos Szeredi', thread: 'derived', variant: '+wait-for-read', property: 'SIGBUS', expect: 'holds' },
      ],
    },
  ],
});
