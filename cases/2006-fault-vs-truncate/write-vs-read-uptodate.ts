// SPDX-License-Identifier: GPL-2.0-only
// A write of two cells from two mapped pages into a page that is uptodate, one of the source pages lost in between, and
// a reader. Each cell that is read must be old or new.

import { maybe, scenario } from 'faultline';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { one_file } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { both_written, old_or_new, read_and_lost, two_pages, uptodate_is_valid } from './short-copy.ts';
import { OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'a short copy into an uptodate page, and a reader',
  thread: 'Andrew Morton, 2006-10-10: userspace can fleetingly see a bunch of zeroes',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(5, OLD);
    const source = two_pages(one.m);
    cached(one.mapping, one.page2, 0, OLD, true);
    return { ...one, other_mapping: source.vm_file.f_mapping, source };
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.source, 1, 2), 0);
      w.seen.written = true;
    },
    'CPU1 read'(w) {
      w.seen.first = pread_cell(w.fd, 0);
      w.seen.second = pread_cell(w.fd, 1);
      w.seen.looked = true;
    },
  },
  environment: {
    madvise: {
      steps: 1,
      run(w) {
        if (maybe()) lose_pte(w.source, 0);
        else lose_pte(w.source, 1);
      },
    },
  },
  always: uptodate_is_valid,
  atEnd: { ...old_or_new, ...both_written },
  sometimes: read_and_lost,
  claims: [
    {
      id: '2006/P11',
      by: 'Andrew Morton',
      thread: 'fails',
      variant: '+w-zerocommit',
      property: 'READ-OLD-OR-NEW',
      expect: 'fails',
    },
    {
      id: '2006/P12',
      by: 'Andrew Morton',
      variant: '+w-zerocommit+w-zerocommit-unless-uptodate',
      expect: 'holds',
      rows: [
        { thread: 'holds', property: 'READ-OLD-OR-NEW' },
        { thread: 'derived', property: 'NO-LOST-WRITE' },
      ],
    },
    {
      id: '2006/PC5',
      by: 'Nick Piggin',
      rows: [
        { thread: 'holds', variant: '+w-zerolength', expect: { 'READ-OLD-OR-NEW': 'holds', 'NO-LOST-WRITE': 'holds' } },
        { thread: 'derived', variant: 'v2.6.24', expect: { 'READ-OLD-OR-NEW': 'holds', 'UPTODATE-VALID': 'holds' } },
      ],
    },
  ],
});
