// SPDX-License-Identifier: GPL-2.0-only
// A write whose source ends in the middle of a chunk: behind the end of the file that it is a mapping of. What write()
// did not report must not change.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { one_file } from './one-file.ts';
import { later_read } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'a source that ends in the middle, and a reader',
  thread: 'derived: the tail is cleared, and the full range is committed',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(4, OLD);
    const { m, mapping } = one;
    const other_disk = new block_device();
    const other_inode = new inode(other_disk, PAGE_SIZE);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 2);
    const other_fd = new file(other_mapping);
    // The source: a mapping of two pages of a file that has one: the second is not there.
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
      w.seen.wrote = pwrite(w.fd, mapped(w.source, 1, 2), 0);
      w.seen.written = true;
    },
    'CPU1 read'(w) {
      w.seen.first = pread_cell(w.fd, 0);
      w.seen.second = pread_cell(w.fd, 1);
      w.seen.looked = true;
    },
  },
  atEnd: {
    'READ-OLD-OR-NEW': (w) =>
      (w.seen.first === OLD || w.seen.first === NEW) && (w.seen.second === OLD || w.seen.second === NEW),
    'COUNT-HONEST': (w) =>
      later_read(w.mapping, w.disk, 1) === OLD && (w.seen.wrote === 1 || later_read(w.mapping, w.disk, 0) === OLD),
  },
  sometimes: {
    'write() has returned': (w) => w.seen.written,
    'the reader sees the old content': (w) => w.seen.first === OLD && w.seen.second === OLD,
  },
  claims: [
    {
      id: '2006/X7',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v2.6.18': { 'COUNT-HONEST': 'fails', 'READ-OLD-OR-NEW': 'fails' },
        'v2.6.23': { 'COUNT-HONEST': 'fails', 'READ-OLD-OR-NEW': 'fails' },
        'v2.6.24': { 'COUNT-HONEST': 'holds', 'READ-OLD-OR-NEW': 'holds' },
        '+w-zerolength': { 'COUNT-HONEST': 'holds' },
      },
    },
  ],
});
