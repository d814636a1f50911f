// SPDX-License-Identifier: GPL-2.0-only
// write-deadlock-demo.c: a write of two segments. The first is elsewhere and mapped; the second is in the page that is
// written to, and nobody has touched it yet.

import { maybe, scenario } from 'faultline';
import { pwritev } from 'faultline/linux/fs/read_write.ts';
import { mapped_file } from './one-file.ts';
import { both_written } from './short-copy.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached, mapped } from './world.ts';

export default scenario({
  title: 'writev() whose second segment is in the page it goes to',
  thread: 'Andrew Morton, 2006-10-10: write-deadlock-demo.c in ext3-tools',
  kernel: 'v2.6.18',
  world() {
    const one = mapped_file(2, OLD);
    const { m, mapping } = one;
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    return one;
  },
  threads: {
    'CPU0 writev'(w) {
      w.seen.wrote = pwritev(w.fd, buffer(NEW, 1), mapped(w.vma, 0, 1), 0);
    },
  },
  atEnd: both_written,
  sometimes: {
    'the first segment is in the page': (w) => w.page0.locked && w.page0.cells[0] === NEW,
  },
  claims: [
    {
      id: '2006/P4',
      by: 'Andrew Morton',
      rows: [
        { thread: 'fails', variant: '+before-6527c2bd', property: 'NO-DEADLOCK', expect: 'fails' },
        { thread: 'holds', variant: 'v2.6.18', property: 'NO-DEADLOCK', expect: 'holds' },
        {
          thread: 'derived',
          expect: {
            'v2.6.23+before-6527c2bd': { 'NO-DEADLOCK': 'fails' },
            'v2.6.23': { 'NO-DEADLOCK': 'holds' },
            'v2.6.18': { 'NO-LOST-WRITE': 'holds' },
          },
        },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      variant: 'v2.6.24',
      expect: 'holds',
      rows: [
        { thread: 'holds', property: 'NO-DEADLOCK' },
        { thread: 'derived', property: 'NO-LOST-WRITE' },
      ],
    },
  ],
});
