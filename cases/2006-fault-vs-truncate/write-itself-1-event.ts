// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping of the very page it goes to, and one event of memory pressure: a PTE is lost, or a
// page.

import { maybe, scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { own_page, source_lost } from './own-page.ts';
import { evict, lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() from a mapping of the same page, one event of pressure',
  thread: 'Andrew Morton, 2006-10-10: from extremely hard to hit to super-easy to hit',
  kernel: 'v2.6.18',
  world: own_page,
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  environment: {
    'memory pressure': {
      steps: 1,
      run(w) {
        if (maybe()) lose_pte(w.vma, 0);
        else evict(w.mapping, 0);
      },
    },
  },
  sometimes: source_lost,
  claims: [
    {
      id: '2006/P4',
      by: 'Andrew Morton',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'derived', variant: 'v2.6.18', expect: 'holds' },
        { thread: 'fails', variant: 'v2.6.23', expect: 'fails' },
      ],
    },
    {
      id: '2006/P6',
      by: 'Andrew Morton',
      thread: 'fails',
      variant: 'v2.6.23',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
    {
      by: 'Andrew Morton',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      rows: [
        {
          id: '2006/P7',
          expect: {
            'v2.6.24': 'holds',
            '+w-zerocommit': 'holds',
            'v2.6.23+w-zerocommit': 'holds',
            '+w-zerocommit+w-zerocommit-unless-uptodate': 'holds',
            'v2.6.23+w-zerocommit+w-zerocommit-unless-uptodate': 'holds',
          },
        },
        { id: '2006/P8', expect: { '+w-tencap': 'holds', 'v2.6.23+w-tencap': 'holds' } },
      ],
    },
    {
      by: 'Nick Piggin',
      thread: 'holds',
      property: 'NO-DEADLOCK',
      rows: [
        { id: '2006/PC5', expect: { '+w-zerolength': 'holds', 'v2.6.23+w-zerolength': 'holds' } },
        {
          id: '2006/P9',
          expect: { '+w-gup-locked+w-gup-unlocked': 'holds', 'v2.6.23+w-gup-locked+w-gup-unlocked': 'holds' },
        },
      ],
    },
    {
      id: '2006/P10',
      by: 'Nick Piggin',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'derived', variant: '+w-gup-locked', expect: 'holds' },
        { thread: 'fails', variant: 'v2.6.23+w-gup-locked', expect: 'fails' },
      ],
    },
    {
      id: '2006/X9',
      by: 'brief',
      thread: 'derived',
      variant: 'v2.6.23+w-zerolength+x86_64',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
  ],
});
