// SPDX-License-Identifier: GPL-2.0-only
// The same on ramfs, into an uptodate page.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { ramfs_aops } from 'faultline/linux/fs/libfs.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { lose_pte } from './pressure.ts';
import { later_read } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'a short copy into an uptodate page of ramfs, and a reader',
  thread: 'derived: simple_write_end clears what was not copied',
  kernel: 'v2.6.24',
  world() {
    const m = new machine();
    start(m, 5, OLD);
    const other_disk = new block_device();
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const other_inode = new inode(other_disk, 2 * PAGE_SIZE);
    const mapping = new address_space(inode_, ramfs_aops, m.memory, 1);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 2);
    const fd = new file(mapping);
    const other_fd = new file(other_mapping);
    // The source: two pages of another file, cached and mapped.
    const source = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 2);
    other_mapping.i_mmap[0] = source;
    cached(other_mapping, m.page0, 0, NEW, true);
    cached(other_mapping, m.page1, 1, NEW, true);
    mapped_before(source, m.page0, 0);
    mapped_before(source, m.page1, 1);
    for (let pos = 0; pos < 4; pos++) other_disk.blocks[pos] = NEW;
    cached(mapping, m.page2, 0, OLD, true);
    m.page2.dirty = true;
    return {
      m,
      inode: inode_,
      mapping,
      other_mapping,
      fd,
      mm: m.mm,
      source,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      disk: m.disk,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.source, 1, 2), 0);
      w.seen.written = true;
    },
    'CPU1 read'(w) {
      w.seen.first = pread_cell(w.fd, 0);
      w.seen.second = pread_cell(w.fd, 1);
      w.seen.looked = true;
    },
  },
  environment: {
    madvise: {
      steps: 1,
      run(w) {
        if (maybe()) lose_pte(w.source, 0);
        else lose_pte(w.source, 1);
      },
    },
  },
  atEnd: {
    'READ-OLD-OR-NEW': (w) =>
      (w.seen.first === OLD || w.seen.first === NEW) && (w.seen.second === OLD || w.seen.second === NEW),
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && later_read(w.mapping, w.disk, 0) === NEW && later_read(w.mapping, w.disk, 1) === NEW,
  },
  sometimes: {
    'the reader sees the old content': (w) => w.seen.first === OLD,
    'the reader sees the new content': (w) => w.seen.second === NEW,
    'a source page is lost under the page lock': (w) => w.inode.i_mutex && w.mm.pte[1].page === null && w.page2.locked,
  },
  claims: [
    {
      id: '2006/X8',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v2.6.24': { 'READ-OLD-OR-NEW': 'fails' },
        '+simple_write_end-uptodate': { 'READ-OLD-OR-NEW': 'holds', 'NO-LOST-WRITE': 'holds' },
      },
    },
  ],
});
