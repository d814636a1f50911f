// SPDX-License-Identifier: GPL-2.0-only
// The same on ramfs, into an uptodate page.

import { maybe, scenario } from 'faultline';
import { ramfs_aops } from 'faultline/linux/fs/libfs.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { file_with } from './one-file.ts';
import { lose_pte } from './pressure.ts';
import { later_read } from './properties.ts';
import { old_or_new, read_and_lost, two_pages } from './short-copy.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'a short copy into an uptodate page of ramfs, and a reader',
  thread: 'derived: simple_write_end clears what was not copied',
  kernel: 'v2.6.24',
  world() {
    const one = file_with(ramfs_aops, 5, OLD);
    const source = two_pages(one.m);
    cached(one.mapping, one.page2, 0, OLD, true);
    one.page2.dirty = true;
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
  atEnd: {
    ...old_or_new,
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && later_read(w.mapping, w.disk, 0) === NEW && later_read(w.mapping, w.disk, 1) === NEW,
  },
  sometimes: read_and_lost,
  claims: [
    {
      id: '2006/X8',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v2.6.24': { 'READ-OLD-OR-NEW': 'fails' },
        '+simple_write_end-uptodate': { 'READ-OLD-OR-NEW': 'holds', 'NO-LOST-WRITE': 'holds' },
      },
    },
  ],
});
