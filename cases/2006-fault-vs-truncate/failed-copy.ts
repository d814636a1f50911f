// SPDX-License-Identifier: GPL-2.0-only
// A write whose source ends in the middle of a chunk: behind the end of the file that it is a mapping of. What write()
// did not report must not change.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { pread_cell, pwrite } from 'faultline/linux/fs/read_write.ts';
import { one_file, source_of } from './one-file.ts';
import { later_read } from './properties.ts';
import { old_or_new } from './short-copy.ts';
import { OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'a source that ends in the middle, and a reader',
  thread: 'derived: the tail is cleared, and the full range is committed',
  kernel: 'v2.6.18',
  world() {
    const one = one_file(4, OLD);
    // A mapping of two pages of a file that has one: the second is not there.
    const source = source_of(one.m, PAGE_SIZE);
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
  atEnd: {
    ...old_or_new,
    'COUNT-HONEST': (w) =>
      later_read(w.mapping, w.disk, 1) === OLD && (w.seen.wrote === 1 || later_read(w.mapping, w.disk, 0) === OLD),
  },
  sometimes: {
    'write() has returned': (w) => w.seen.written,
    'the reader sees the old content': (w) => w.seen.first === OLD && w.seen.second === OLD,
  },
  claims: [
    {
      id: '2006/X7',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v2.6.18': { 'COUNT-HONEST': 'fails', 'READ-OLD-OR-NEW': 'fails' },
        'v2.6.23': { 'COUNT-HONEST': 'fails', 'READ-OLD-OR-NEW': 'fails' },
        'v2.6.24': { 'COUNT-HONEST': 'holds', 'READ-OLD-OR-NEW': 'holds' },
        '+w-zerolength': { 'COUNT-HONEST': 'holds' },
      },
    },
  ],
});
