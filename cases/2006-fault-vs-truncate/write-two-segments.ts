// SPDX-License-Identifier: GPL-2.0-only
// A write of two segments into a page that is not uptodate. Only the first segment is touched before the copy, and the
// second is not mapped.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwritev } from 'faultline/linux/fs/read_write.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { one_file } from './one-file.ts';
import { is_kept } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'writev() whose second segment is not mapped',
  thread: 'Nick Piggin, 2006-10-13 (mail outside the thread): it never makes progress',
  kernel: 'v2.6.24',
  world() {
    const one = one_file(4, OLD);
    const { m } = one;
    const other_disk = new block_device();
    const other_inode = new inode(other_disk, 2 * PAGE_SIZE);
    const other_mapping = new address_space(other_inode, block_aops, m.memory, 2);
    const other_fd = new file(other_mapping);
    // The source: two pages of another file, cached; the first is mapped.
    const source = new vm_area_struct(m.mm, other_fd, generic_file_vm_ops, 2);
    other_mapping.i_mmap[0] = source;
    cached(other_mapping, m.page0, 0, NEW, true);
    cached(other_mapping, m.page1, 1, NEW, true);
    mapped_before(source, m.page0, 0);
    for (let pos = 0; pos < 4; pos++) other_disk.blocks[pos] = NEW;
    return { ...one, other_mapping, source };
  },
  threads: {
    'CPU0 writev'(w) {
      w.seen.wrote = pwritev(w.fd, mapped(w.source, 1, 1), mapped(w.source, 2, 1), 0);
    },
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 0, NEW) && is_kept(w.mapping, w.disk, 1, NEW),
  },
  sometimes: {
    'the first segment is copied, the second is not': (w) =>
      w.page2.locked && w.page2.cells[0] === NEW && w.page2.cells[1] !== NEW,
  },
  claims: [
    {
      id: '2006/PC6',
      by: 'Nick Piggin',
      rows: [
        { thread: 'holds', variant: 'v2.6.24', property: 'NO-LIVELOCK', expect: 'holds' },
        { thread: 'derived', variant: 'v2.6.24', property: 'NO-LOST-WRITE', expect: 'holds' },
        { thread: 'fails', variant: '+w24-no-single-segment', property: 'NO-LIVELOCK', expect: 'fails' },
      ],
    },
  ],
});
