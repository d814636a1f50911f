// SPDX-License-Identifier: GPL-2.0-only
// A write of two segments into a page that is not uptodate. Only the first segment is touched before the copy, and the
// second is not mapped.

import { scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { pwritev } from 'faultline/linux/fs/read_write.ts';
import { one_file, source_of } from './one-file.ts';
import { both_written } from './short-copy.ts';
import { NEW, OLD } from './values.ts';
import { cached, mapped } from './world.ts';

export default scenario({
  title: 'writev() whose second segment is not mapped',
  thread: 'Nick Piggin, 2006-10-13 (mail outside the thread): it never makes progress',
  kernel: 'v2.6.24',
  world() {
    const one = one_file(4, OLD);
    // The second page of the source is cached, too, and not mapped.
    const source = source_of(one.m, 2 * PAGE_SIZE);
    cached(source.vm_file.f_mapping, one.page1, 1, NEW, true);
    return { ...one, other_mapping: source.vm_file.f_mapping, source };
  },
  threads: {
    'CPU0 writev'(w) {
      w.seen.wrote = pwritev(w.fd, mapped(w.source, 1, 1), mapped(w.source, 2, 1), 0);
    },
  },
  atEnd: both_written,
  sometimes: {
    'the first segment is copied, the second is not': (w) =>
      w.page2.locked && w.page2.cells[0] === NEW && w.page2.cells[1] !== NEW,
  },
  claims: [
    {
      id: '2006/PC6',
      by: 'Nick Piggin',
      rows: [
        { thread: 'holds', variant: 'v2.6.24', property: 'NO-LIVELOCK', expect: 'holds' },
        { thread: 'derived', variant: 'v2.6.24', property: 'NO-LOST-WRITE', expect: 'holds' },
        { thread: 'fails', variant: '+w24-no-single-segment', property: 'NO-LIVELOCK', expect: 'fails' },
      ],
    },
  ],
});
