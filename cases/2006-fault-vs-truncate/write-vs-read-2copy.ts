// SPDX-License-Identifier: GPL-2.0-only
// The same on a filesystem that 2.6.24 has not converted: the full chunk is committed after a partial copy into an
// uptodate page, and a page that is not uptodate is filled by way of another one.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, prepare_write_aops } from 'faultline/linux/fs/buffer.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { lose_pte } from './pressure.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'prepare_write and commit_write in 2.6.24, and a reader',
  thread: 'commit 08291429cfa6: on an uptodate page it is fine to commit the full length',
  kernel: 'v2.6.24',
  world() {
    const m = new machine();
    start(m, 5, OLD);
    const other_disk = new block_device();
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const other_inode = new inode(other_disk, 2 * PAGE_SIZE);
    const mapping = new address_space(inode_, prepare_write_aops, m.memory, 1);
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
    if (maybe()) cached(mapping, m.page2, 0, OLD, true);
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
  always: {
    'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0),
  },
  atEnd: {
    'READ-OLD-OR-NEW': (w) =>
      (w.seen.first === OLD || w.seen.first === NEW) && (w.seen.second === OLD || w.seen.second === NEW),
    'COUNT-HONEST': (w) =>
      (w.seen.wrote < 1 || is_kept(w.mapping, w.disk, 0, NEW)) &&
      (w.seen.wrote < 2 || is_kept(w.mapping, w.disk, 1, NEW)),
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
  },
  sometimes: {
    'the reader sees the old content': (w) => w.seen.first === OLD,
    'the reader sees the new content': (w) => w.seen.second === NEW,
    'a source page is lost under the page lock': (w) => w.inode.i_mutex && w.mm.pte[1].page === null && w.page2.locked,
  },
  claims: [
    {
      id: '2006/PC11',
      rows: [
        {
          by: 'Nick Piggin',
          thread: 'holds',
          variant: 'v2.6.24',
          expect: {
            'UPTODATE-VALID': 'holds',
            'READ-OLD-OR-NEW': 'holds',
            'NO-LOST-WRITE': 'holds',
            'NO-DEADLOCK': 'holds',
            'COUNT-HONEST': 'holds',
          },
        },
        { by: 'brief', thread: 'derived', variant: '+w24-counts-all', property: 'COUNT-HONEST', expect: 'fails' },
      ],
    },
  ],
});
