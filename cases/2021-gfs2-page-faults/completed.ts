// SPDX-License-Identifier: GPL-2.0-only
// An asynchronous direct read, where memory is weak. Who submits it and the device each have a reference, and whoever drops the last one
// completes it with what the other one has left: the size, or what was transferred.

import { type bool, type ghost, scenario } from 'faultline';
import { aio_complete_rw, aio_kiocb } from 'faultline/linux/fs/aio.ts';
import { gfs2_file_direct_read } from 'faultline/linux/fs/gfs2/file.ts';
import { iomap_dio_bio_end_io } from 'faultline/linux/fs/iomap/direct-io.ts';
import { kiocb } from 'faultline/linux/include/linux/fs.ts';
import { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EIOCBQUEUED } from 'faultline/linux/include/linux/types.ts';
import { iov_iter } from 'faultline/linux/lib/iov_iter.ts';
import { two_buffers } from './buffers.ts';
import { OLD } from './world.ts';

export class told {
  /** Who submitted it has completed it, and found what was in memory before. */
  old: ghost<bool> = false;
}

export default scenario({
  title: 'asynchronous direct read of a page, completed by whoever is last',
  thread: 'derived from the comment in __iomap_dio_rw() on the three ways in which a request ends',
  kernel: 'v5.14',
  world() {
    const shared = two_buffers();
    return { ...shared, aio: new aio_kiocb(shared.fd), seen: new told() };
  },
  threads: {
    'CPU0 reader'(w) {
      const current = new task_struct(w.mm);
      const iocb = new kiocb(w.aio.ki_filp, 0);
      iocb.aio = w.aio;
      const to = new iov_iter(0, 2, false);
      const ret = gfs2_file_direct_read(iocb, to, current);
      if (ret === -EIOCBQUEUED) return;
      aio_complete_rw(w.aio, ret);
      const cell = w.memory0.cells[0];
      w.seen.old = cell !== OLD;
    },
  },
  daemons: {
    device(w) {
      iomap_dio_bio_end_io(w.aio);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.aio.res === 2,
    ONCE: (w) => w.aio.completed === 1,
    'TOLD-IS-THERE': (w) => !w.seen.old,
  },
  sometimes: {
    'the device is the last': (w) => w.aio.ref === 1 && !w.aio.bio_submitted && w.memory0.cells[1] === OLD,
  },
  claims: [
    {
      id: '2021/X2',
      by: 'Faultline',
      thread: 'derived',
      rows: [
        { memory: 'sc', expect: { 'v5.14': { 'RETURNS-ALL': 'holds', ONCE: 'holds', 'TOLD-IS-THERE': 'holds' } } },
        {
          memory: 'weak',
          expect: {
            'v5.14': { 'RETURNS-ALL': 'holds', ONCE: 'holds', 'TOLD-IS-THERE': 'holds' },
            'v5.14+dio_ref-relaxed': { 'RETURNS-ALL': 'fails', ONCE: 'holds', 'TOLD-IS-THERE': 'fails' },
            'v5.14+bio-once': { ASSERTS: 'fails' },
          },
        },
      ],
    },
  ],
});
