// SPDX-License-Identifier: GPL-2.0-only
// A write of one half of a page whose source is the other half, through a mapping, while somebody takes the PTE away between the
// prefault and the copy. It does not hang on any kernel, because the source is faulted in before the page is locked.

import { maybe, pool, scenario } from 'faultline';
import { fuse_file_aops, fuse_file_operations, fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { is_kept } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { cached, machine, mapped, start } from './world.ts';

export default scenario({
  title: 'fuse: pwrite() from a mapping of the very page that is written',
  thread: 'Linus Torvalds, 2020-10-15: what an atomic copy is for',
  kernel: 'v5.9',
  world() {
    pool(fuse_req, 2);
    const m = new machine();
    start(m, 2, OLD);
    const inode_ = new inode(m.sb, 2);
    const mapping = new address_space(inode_, fuse_file_aops, m.memory, 1);
    const fd = new file(mapping, fuse_file_operations);
    const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 1);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, maybe());
    m.page0.cells[1] = NEW;
    m.server.disk.blocks[1] = NEW;
    return {
      m,
      fc: m.sb.fc,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      vma,
      page0: m.page0,
      page1: m.page1,
      server: m.server,
      disk: m.server.disk,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  environment: {
    'madvise(MADV_DONTNEED)': {
      steps: 1,
      run(w) {
        madvise_dontneed(w.vma);
      },
    },
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 1 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
  },
  sometimes: {
    'the page is locked and not mapped any more': (w) =>
      w.page0.locked && w.inode.i_rwsem && w.mm.pte[0].page === null && w.page0.uptodate,
    'the page is written': (w) => w.page0.cells[0] === NEW,
  },
  claims: [
    {
      id: '2020/T19',
      rows: [
        { by: 'a 5.9.1 kernel', thread: 'holds', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'holds' },
        { by: 'Linus Torvalds', thread: 'derived', variant: 'v5.9', property: 'NO-LOST-WRITE', expect: 'holds' },
        { by: 'a 6.18 kernel', thread: 'holds', variant: 'v5.13', property: 'NO-DEADLOCK', expect: 'holds' },
        { by: 'Linus Torvalds', thread: 'fails', variant: '+prefault-late', property: 'NO-DEADLOCK', expect: 'fails' },
      ],
    },
  ],
});
