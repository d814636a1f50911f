// SPDX-License-Identifier: GPL-2.0-only
// A write with a valid source, and somebody who takes its page table entry away eleven times, each time between the
// prefault and the copy.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { lose_pte } from './pressure.ts';
import { OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'write() that loses its source eleven times',
  thread: 'Andrew Morton, 2006-10-10: repeat for ten times then give up',
  kernel: 'v2.6.18',
  world() {
    const m = new machine();
    start(m, 2, OLD);
    const inode_ = new inode(m.disk, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping);
    const vma = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 1);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0, OLD, true);
    mapped_before(vma, m.page0, 0);
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
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  environment: {
    madvise: {
      steps: 11,
      run(w) {
        lose_pte(w.vma, 0);
      },
    },
  },
  atEnd: {
    'VALID-BUFFER': (w) => w.seen.wrote === 1,
  },
  sometimes: {
    'the source is lost while the page is locked': (w) =>
      w.page0.locked && w.inode.i_mutex && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2006/P8',
      by: 'Andrew Morton',
      thread: 'open',
      variant: '+w-tencap',
      property: 'VALID-BUFFER',
      expect: 'fails',
    },
    {
      id: '2006/P8',
      by: 'Andrew Morton',
      thread: 'derived',
      expect: {
        '+w-tencap': { 'NO-LIVELOCK': 'holds' },
        '+w-zerolength': { 'VALID-BUFFER': 'holds', 'NO-LIVELOCK': 'holds' },
        'v2.6.24': { 'VALID-BUFFER': 'holds', 'NO-LIVELOCK': 'holds' },
      },
    },
  ],
});
