// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping of the very page it goes to, and nobody who takes anything away.

import { choose, scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { mapped_file } from './one-file.ts';
import { OLD } from './values.ts';
import { cached, mapped, mapped_before } from './world.ts';

export default scenario({
  title: 'write() from a mapping of the same page, undisturbed',
  thread: 'Andrew Morton, 2006-10-10: from extremely hard to hit to super-easy to hit',
  kernel: 'v2.6.18',
  world() {
    const one = mapped_file(2, OLD);
    const { m, mapping, vma } = one;
    // Not cached; cached; cached and mapped.
    const before = choose(3);
    if (before > 0) cached(mapping, m.page0, 0, OLD, true);
    if (before > 1) mapped_before(vma, m.page0, 0);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  atEnd: {
    'NO-LOST-WRITE': (w) => w.seen.wrote === 1 && w.page0.cells[0] === OLD && w.page0.cells[1] === OLD,
  },
  sometimes: {
    'the page is locked for the write': (w) => w.page0.locked && w.inode.i_mutex && w.page0.uptodate,
  },
  claims: [
    {
      id: '2006/P4',
      by: 'Andrew Morton',
      thread: 'derived',
      expect: {
        'v2.6.18': { 'NO-DEADLOCK': 'holds', 'NO-LOST-WRITE': 'holds' },
        'v2.6.23': { 'NO-DEADLOCK': 'holds' },
      },
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'holds', variant: 'v2.6.24', expect: 'holds' },
        {
          thread: 'derived',
          expect: {
            '+w-zerocommit': 'holds',
            'v2.6.23+w-zerocommit': 'holds',
            '+w-zerocommit+w-zerocommit-unless-uptodate': 'holds',
            'v2.6.23+w-zerocommit+w-zerocommit-unless-uptodate': 'holds',
          },
        },
      ],
    },
    {
      id: '2006/P8',
      by: 'Andrew Morton',
      thread: 'derived',
      property: 'NO-DEADLOCK',
      expect: { '+w-tencap': 'holds', 'v2.6.23+w-tencap': 'holds' },
    },
    {
      by: 'Nick Piggin',
      thread: 'derived',
      property: 'NO-DEADLOCK',
      rows: [
        { id: '2006/PC5', expect: { '+w-zerolength': 'holds', 'v2.6.23+w-zerolength': 'holds' } },
        {
          id: '2006/P9',
          expect: { '+w-gup-locked+w-gup-unlocked': 'holds', 'v2.6.23+w-gup-locked+w-gup-unlocked': 'holds' },
        },
        { id: '2006/P10', expect: { '+w-gup-locked': 'holds', 'v2.6.23+w-gup-locked': 'holds' } },
      ],
    },
  ],
});
