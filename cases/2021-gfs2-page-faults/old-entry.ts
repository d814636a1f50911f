// SPDX-License-Identifier: GPL-2.0-only
// read(2) into a page that is mapped, and that reclaim has looked at. On x86 the processor notes that it is used again; on s390 that
// takes a fault. Faulting in by GUP finds the page, and tells the processor nothing.

import { scenario } from 'faultline';
import { one_buffer } from './buffers.ts';
import { pread } from './calls.ts';
import { NEW, OLD } from './world.ts';

export default scenario({
  title: 'read() into a page whose accessed bit is clear',
  thread: 'Linus Torvalds, 2021-08-03: Re: [PATCH v5 00/12] gfs2: Fix mmap + page fault deadlocks, (b)',
  kernel: 'v5.14',
  world: () => one_buffer(),
  threads: {
    'CPU0 reader'(w) {
      pread(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ALL': (w) => w.seen.returned === 2,
    'ALL-READ': (w) => w.memory.cells[0] === OLD && w.memory.cells[1] === OLD,
  },
  sometimes: {
    'nothing is copied, with the glock held': (w) => w.glock.gl_holders[0].holder && w.memory.cells[0] === NEW,
  },
  claims: [
    {
      id: '2021/G-9',
      by: 'derived',
      thread: 'derived',
      expect: {
        'v5.14+s390': { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        'v5.14+v5': { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
        'v5.16': { 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds' },
      },
    },
    {
      id: '2021/G-9',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: { 'v5.14+v5+s390': { 'NO-LIVELOCK': 'fails' }, 'v5.16+s390': { 'NO-LIVELOCK': 'fails' } },
    },
    {
      id: '2021/G-9',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: {
        'v5.17+s390': { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds', 'ALL-READ': 'holds' },
        'v5.18+s390': { 'NO-DEADLOCK': 'holds', 'NO-LIVELOCK': 'holds', 'RETURNS-ALL': 'holds', 'ALL-READ': 'holds' },
      },
    },
  ],
});
