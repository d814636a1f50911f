// SPDX-License-Identifier: GPL-2.0-only
// A write across two pages that are not uptodate with generic_perform_write, a reader, and writeback. Blocks are half a page, so
// the write reads nothing and leaves both pages uptodate in part.

import { scenario, waitUntil } from 'faultline';
import { block_aops, generic_file_operations, generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { write_cache_pages } from 'faultline/linux/mm/page-writeback.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { read_both } from './reader.ts';
import { NEW, OLD } from './values.ts';
import { buffer, machine, start } from './world.ts';

export default scenario({
  title: 'generic_perform_write: write() across two pages, a reader and writeback',
  thread: 'Matthew Wilcox, 2020-10-16: what uptodate means',
  kernel: 'v5.9',
  world() {
    const m = new machine();
    start(m, 3, OLD);
    const inode_ = new inode(m.sb, 4);
    const mapping = new address_space(inode_, block_aops, m.memory, 2);
    const fd = new file(mapping, generic_file_operations);
    const map_addr = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1);
    mapping.i_mmap[0] = map_addr;
    for (let pos = 0; pos < 4; pos++) m.sb.s_bdev.blocks[pos] = OLD;
    return {
      m,
      inode: inode_,
      mapping,
      fd,
      mm: m.mm,
      map_addr,
      page0: m.page0,
      page1: m.page1,
      page2: m.page2,
      disk: m.sb.s_bdev,
      seen: m.seen,
    };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 1);
    },
    'CPU1 read'(w) {
      read_both(w.fd, w.map_addr, w.seen);
    },
  },
  daemons: {
    flusher(w) {
      waitUntil(() => w.page0.dirty || w.page1.dirty || w.page2.dirty);
      write_cache_pages(w.mapping);
    },
  },
  always: {
    'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0) && uptodate_valid(w.mapping, w.disk, 1),
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 &&
      is_kept(w.mapping, w.disk, 0, OLD) &&
      is_kept(w.mapping, w.disk, 1, NEW) &&
      is_kept(w.mapping, w.disk, 2, NEW) &&
      is_kept(w.mapping, w.disk, 3, OLD),
    'READ-OLD-OR-NEW': (w) => w.seen.first === OLD && (w.seen.second === OLD || w.seen.second === NEW),
  },
  sometimes: {
    'the first page is read while the second is not written yet': (w) =>
      w.seen.second === NEW && w.disk.blocks[2] === OLD,
    'the reader sees the old content': (w) => w.seen.second === OLD,
    'a page is written back while write() goes on': (w) => w.disk.blocks[1] === NEW && w.seen.wrote === 0,
  },
  claims: [
    {
      id: '2020/T26',
      by: 'Matthew Wilcox',
      rows: [
        {
          thread: 'derived',
          variant: 'v5.9',
          expect: { 'NO-DEADLOCK': 'holds', 'NO-LOST-WRITE': 'holds', 'READ-OLD-OR-NEW': 'holds' },
        },
        { thread: 'holds', variant: 'v5.9', property: 'UPTODATE-VALID', expect: 'holds' },
        { thread: 'fails', variant: '+early-uptodate', property: 'UPTODATE-VALID', expect: 'fails' },
      ],
    },
  ],
});
