// SPDX-License-Identifier: GPL-2.0-only
// The same on a filesystem that 2.6.24 has not converted: the full chunk is committed after a partial copy into an
// uptodate page, and a page that is not uptodate is filled by way of another one.

import { maybe, scenario } from 'faultline';
import { prepare_write_aops } from 'faultline/linux/fs/buffer.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { file_with } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { is_kept } from './properties.ts';
import { both_written, old_or_new, read_and_lost, two_pages, uptodate_is_valid } from './short-copy.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'prepare_write and commit_write in 2.6.24, and a reader',
  thread: 'commit 08291429cfa6: on an uptodate page it is fine to commit the full length',
  kernel: 'v2.6.24',
  world() {
    const one = file_with(prepare_write_aops, 5, OLD);
    const source = two_pages(one.m);
    if (maybe()) cached(one.mapping, one.page2, 0, OLD, true);
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
  atEnd: {
    ...old_or_new,
    'COUNT-HONEST': (w) =>
      (w.seen.wrote < 1 || is_kept(w.mapping, w.disk, 0, NEW)) &&
      (w.seen.wrote < 2 || is_kept(w.mapping, w.disk, 1, NEW)),
    ...both_written,
  },
  sometimes: read_and_lost,
  claims: [
    {
      id: '2006/PC11',
      rows: [
        {
          by: 'Nick Piggin',
          thread: 'holds',
          variant: 'v2.6.24',
          expect: {
            'UPTODATE-VALID': 'holds',
            'READ-OLD-OR-NEW': 'holds',
            'NO-LOST-WRITE': 'holds',
            'NO-DEADLOCK': 'holds',
            'COUNT-HONEST': 'holds',
          },
        },
        { by: 'brief', thread: 'derived', variant: '+w24-counts-all', property: 'COUNT-HONEST', expect: 'fails' },
      ],
    },
  ],
});
