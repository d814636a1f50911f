// SPDX-License-Identifier: GPL-2.0-only
// A load from a mapping of a file whose only page cannot be read.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load } from 'faultline/linux/include/asm-i386/uaccess.ts';
import { bad_sector_aops } from './bad-disk.ts';
import { mapped_file_with } from './one-file.ts';
import { OLD } from './values.ts';

export default scenario({
  title: 'a page fault on a bad sector',
  thread: 'Andrew Morton, 2006-10-10 (mail outside the thread): try twice has become try for ever',
  kernel: 'v2.6.23',
  world: () => mapped_file_with(bad_sector_aops, 2, OLD),
  threads: {
    'CPU0 load'(w) {
      w.seen.first = user_load(w.vma, 0);
      w.seen.looked = true;
    },
  },
  atEnd: {
    SIGBUS: (w) => w.seen.looked && w.seen.first === UNINIT,
  },
  sometimes: {
    'the read has failed': (w) => w.mapping.page_tree[0] !== null && !w.page0.locked && !w.page0.uptodate,
  },
  claims: [
    {
      id: '2006/PC2',
      rows: [
        { by: 'Andrew Morton', thread: 'holds', variant: 'v2.6.18', property: 'NO-LIVELOCK', expect: 'holds' },
        {
          by: 'Andrew Morton',
          thread: 'derived',
          expect: { 'v2.6.18': { SIGBUS: 'holds' }, 'v2.6.24': { 'NO-LIVELOCK': 'fails' } },
        },
        { by: 'Andrew Morton', thread: 'fails', variant: 'v2.6.23', property: 'NO-LIVELOCK', expect: 'fails' },
        { by: 'Miklos Szeredi', thread: 'holds', variant: '+wait-for-read', property: 'NO-LIVELOCK', expect: 'holds' },
        { by: 'Miklos Szeredi', thread: 'derived', variant: '+wait-for-read', property: 'SIGBUS', expect: 'holds' },
      ],
    },
  ],
});
