// SPDX-License-Identifier: GPL-2.0-only
// The deadlock of a write with itself, seen by a bystander who takes mmap_sem of the process for reading. The bystander
// is the only thread that must finish: the writer may be stuck for ever.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { lose_pte } from './pressure.ts';
import { OLD } from './values.ts';
import { cached, machine, mapped, mapped_before, start } from './world.ts';

export default scenario({
  title: 'ps beside a stuck write()',
  thread: 'Andrew Morton, 2006-10-10: it conveniently deadlocks while holding mmap_sem, so ps gets stuck too',
  kernel: 'v2.6.23',
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
    'CPU1 ps'(w) {
      down_read(w.mm.mmap_sem);
      up_read(w.mm.mmap_sem);
    },
  },
  daemons: {
    'CPU0 write'(w) {
      pwrite(w.fd, mapped(w.vma, 1, 1), 0);
    },
  },
  environment: {
    madvise: {
      steps: 1,
      run(w) {
        lose_pte(w.vma, 0);
      },
    },
  },
  sometimes: {
    'the writer is stuck with mmap_sem': (w) => w.page0.locked && w.mm.mmap_sem.readers > 0 && w.inode.i_mutex,
  },
  claims: [
    {
      id: '2006/P5',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.23',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
  ],
});
