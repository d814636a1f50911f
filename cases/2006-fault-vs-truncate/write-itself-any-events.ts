// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping of the very page it goes to, and as many events of memory pressure as it takes: how
// few they may be is what the claims say.

import { maybe, scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { own_page, source_lost } from './own-page.ts';
import { evict, lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() from a mapping of the same page, any number of events of pressure',
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
    'memory pressure'(w) {
      if (maybe()) lose_pte(w.vma, 0);
      else evict(w.mapping, 0);
    },
  },
  sometimes: source_lost,
  claims: [
    {
      by: 'Andrew Morton',
      thread: 'fails',
      property: 'NO-DEADLOCK',
      expect: 'fails',
      rows: [
        { id: '2006/P4', variant: 'v2.6.18', environmentSteps: 2 },
        { id: '2006/P4', variant: 'v2.6.23', environmentSteps: 1 },
        { id: '2006/P6', variant: 'v2.6.23', environmentSteps: 1 },
      ],
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
      thread: 'fails',
      property: 'NO-DEADLOCK',
      expect: 'fails',
      rows: [
        { variant: '+w-gup-locked', environmentSteps: 2 },
        { variant: 'v2.6.23+w-gup-locked', environmentSteps: 1 },
      ],
    },
    {
      id: '2006/X9',
      by: 'brief',
      thread: 'derived',
      property: 'NO-DEADLOCK',
      expect: 'fails',
      rows: [
        { variant: '+w-zerolength+x86_64', environmentSteps: 2 },
        { variant: 'v2.6.23+w-zerolength+x86_64', environmentSteps: 1 },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.18-w24',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
  ],
});
