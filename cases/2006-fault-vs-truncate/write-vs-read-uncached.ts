// SPDX-License-Identifier: GPL-2.0-only
// The same into a page that is not cached: the write covers its blocks, so nothing is read from the disk before.

import { maybe, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { one_file } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'a short copy into a page that is not uptodate, and a reader',
  thread: 'Andrew Morton, 2006-10-10: userspace can fleetingly see a bunch of zeroes',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(5, OLD);
    const { m } = one;
    const other_disk = new block_device();
    const other_inode = new inode(other_disk, 2 * PAGE_SIZE);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 2);
    const other_fd = new file(other_mapping);
    // The source: two pages of another file, cached and mapped.
    const source = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 2);
    other_mapping.i_mmap[0] = source;
    cached(other_mapping, m.page0, 0, NEW, true);
    cached(other_mapping, m.page1, 1, NEW, true);
    mapped_before(source, m.page0, 0);
    mapped_before(source, m.page1, 1);
    for (let pos = 0; pos < 4; pos++) other_disk.blocks[pos] = NEW;
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
      id: '2006/P11',
      by: 'Andrew Morton',
      variant: '+w-zerocommit',
      expect: 'fails',
      rows: [
        { thread: 'fails', property: 'READ-OLD-OR-NEW' },
        { thread: 'derived', property: 'UPTODATE-VALID' },
      ],
    },
    {
      id: '2006/P12',
      by: 'Andrew Morton',
      thread: 'open',
      variant: '+w-zerocommit+w-zerocommit-unless-uptodate',
      property: 'READ-OLD-OR-NEW',
      expect: 'fails',
    },
    {
      id: '2006/PC5',
      by: 'Nick Piggin',
      rows: [
        {
          thread: 'holds',
          variant: '+w-zerolength',
          expect: { 'READ-OLD-OR-NEW': 'holds', 'NO-LOST-WRITE': 'holds', 'UPTODATE-VALID': 'holds' },
        },
        { thread: 'derived', variant: 'v2.6.24', expect: { 'READ-OLD-OR-NEW': 'holds', 'NO-LOST-WRITE': 'holds' } },
      ],
    },
  ],
});
