// SPDX-License-Identifier: GPL-2.0-only
// read(2) into the middle of a page that is a gap of the address space: a bad address like any other. fault_in_safe_writeable()
// of 5.16 counts from where the buffer begins to where it has come, which is the beginning of that page.

import { maybe, scenario } from 'faultline';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { EFAULT } from 'faultline/linux/include/linux/types.ts';
import { pread, pread_direct } from './calls.ts';
import { format, seen } from './world.ts';

export default scenario({
  title: 'read() into the middle of a page that is not there',
  thread: 'derived from fault_in_safe_writeable() as merged in 5.16 (cdd591fc86e3)',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const mm = new mm_struct(new page());
    return { disk, glock, mapping, page0, page1, fd, mm, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      if (maybe()) pread(w.fd, w.mm, 1, 1, 0, w.seen);
      else pread_direct(w.fd, w.mm, 1, 1, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-EFAULT': (w) => w.seen.returned === -EFAULT,
  },
  sometimes: {
    'the glock is held': (w) => w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/X3',
      by: 'Faultline',
      thread: 'derived',
      rows: [
        { variant: 'v5.16', expect: { 'NO-LIVELOCK': 'fails' } },
        { variant: 'v5.14+v5', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-EFAULT': 'holds' } },
        { variant: 'v5.17', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-EFAULT': 'holds' } },
        { variant: 'v5.18', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-EFAULT': 'holds' } },
      ],
    },
  ],
});
