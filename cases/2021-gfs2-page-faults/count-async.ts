// SPDX-License-Identifier: GPL-2.0-only
// An asynchronous direct read into two pages, of which the first is there. The first part is waited for; the second is completed by the
// device, and has to say how much it was in all.

import { type int, scenario } from 'faultline';
import { aio_kiocb } from 'faultline/linux/fs/aio.ts';
import { iomap_dio_bio_end_io } from 'faultline/linux/fs/iomap/direct-io.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { two_buffers } from './buffers.ts';
import { aio_read_direct } from './calls.ts';
import { OLD } from './world.ts';

/** Cells that the device has written. */
function transferred(memory: page): int<0, 2> {
  return (memory.cells[0] === OLD ? 1 : 0) + (memory.cells[1] === OLD ? 1 : 0);
}

export default scenario({
  title: 'asynchronous direct read in two parts',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Add done_before argument to iomap_dio_rw',
  kernel: 'v5.14',
  world() {
    const shared = two_buffers();
    return { ...shared, aio: new aio_kiocb(shared.fd) };
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
