// SPDX-License-Identifier: GPL-2.0-only
// An asynchronous direct read into two pages, of which the first is there. The first part is waited for; the second is completed by the
// device, and has to say how much it was in all.

import { type int, scenario } from 'faultline';
import { aio_kiocb } from 'faultline/linux/fs/aio.ts';
import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { iomap_dio_bio_end_io } from 'faultline/linux/fs/iomap/direct-io.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { aio_read_direct, format, mmap, OLD } from './world.ts';

/** Cells that the device has written. */
function transferred(memory: page): int<0, 2> {
  return (memory.cells[0] === OLD ? 1 : 0) + (memory.cells[1] === OLD ? 1 : 0);
}

export default scenario({
  title: 'asynchronous direct read in two parts',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Add done_before argument to iomap_dio_rw',
  kernel: 'v5.14',
  world() {
    const disk = new block_device();
    const glock = new gfs2_glock(LM_ST.UNLOCKED);
    const mapping = new address_space(new inode(glock, disk, 4));
    const page0 = new page();
    const page1 = new page();
    format(mapping, glock, page0, page1, disk);
    const fd = new file(mapping);
    const zero_page = new page();
    const mm = new mm_struct(zero_page);
    const buffer = new vm_area_struct(mm, 0, 2, null, null);
    const memory0 = new page();
    const memory1 = new page();
    mm.anon[0] = memory0;
    mm.anon[1] = memory1;
    mm.pte[0] = { page: memory0, special: false, write: true };
    mmap(mm, 0, buffer);
    return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, memory0, memory1, aio: new aio_kiocb(fd) };
  },
  threads: {
    'CPU0 reader'(w) {
      aio_read_direct(w.aio, w.mm, 0, 4, 0);
    },
  },
  daemons: {
    device(w) {
      iomap_dio_bio_end_io(w.aio);
    },
  },
  atEnd: {
    'COUNT-HONEST': (w) => w.aio.res === transferred(w.memory0) + transferred(w.memory1),
    'RETURNS-ALL': (w) => w.aio.res === 4,
    ONCE: (w) => w.aio.completed === 1,
  },
  sometimes: {
    'a part is transferred': (w) => w.memory0.cells[1] === OLD && w.memory1.cells[0] !== OLD,
    'the device has the second part': (w) => w.aio.bio_submitted && w.aio.ref === 1 && w.aio.done_before === 2,
  },
  claims: [
    {
      id: '2021/G-21',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      expect: {
        'v5.14+v5': { 'COUNT-HONEST': 'holds', ONCE: 'holds', 'RETURNS-ALL': 'holds', 'NO-DEADLOCK': 'holds' },
        'v5.16': { 'COUNT-HONEST': 'holds', ONCE: 'holds', 'RETURNS-ALL': 'holds', 'NO-DEADLOCK': 'holds' },
        'v5.18': { 'COUNT-HONEST': 'holds', ONCE: 'holds', 'RETURNS-ALL': 'holds', 'NO-DEADLOCK': 'holds' },
      },
    },
    {
      id: '2021/G-21',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v5.14+v5+no-done_before': { 'COUNT-HONEST': 'fails' },
        'v5.14+v5+adds-up': { 'COUNT-HONEST': 'fails' },
        'v5.14+v5+no-wait': { 'COUNT-HONEST': 'holds', 'RETURNS-ALL': 'fails' },
      },
    },
  ],
});
