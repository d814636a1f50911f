// SPDX-License-Identifier: GPL-2.0-only
// T-35 about memory alone: the page is marked dirty before its mapcount drops, and reclaim looks at the mapcount before it looks at the
// dirty flag. So it should not take a page for clean whose PTE was dirty.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { looks, shrink, zap } from './reclaim-looks.ts';

export default scenario({
  title: 'a dirty page that is unmapped, and reclaim that looks at it',
  thread: 'Nadav Amit, 2022-10-31: for reclaim it would be enough to mark the page before the mapcount drops',
  kernel: 'v6.0',
  world() {
    const folio = new page();
    folio._refcount = 2;
    folio._mapcount = 1;
    folio.buffers = true;
    return { folio, seen: new looks() };
  },
  threads: {
    'CPU0 munmap'(w) {
      zap(w.folio);
    },
    'CPU1 kswapd'(w) {
      shrink(w.folio, w.seen);
    },
  },
  atEnd: {
    'DIRTY-IS-SEEN': (w) => !w.seen.stripped,
  },
  sometimes: {
    'reclaim comes first': (w) => w.seen.kept_mapped,
    'reclaim sees what the PTE said': (w) => w.seen.kept_dirty,
  },
  claims: [
    {
      id: '2022/T-35',
      by: 'Nadav Amit',
      thread: 'open',
      property: 'DIRTY-IS-SEEN',
      rows: [
        { expect: { 'v6.0': 'holds', '+marked-last': 'fails' } },
        { memory: 'tso', expect: { 'v6.0': 'holds', '+marked-last': 'fails' } },
        {
          memory: 'weak',
          expect: { 'v6.0': 'fails', '+looks-in-order': 'holds', '+looks-in-order+unordered-marks': 'fails' },
        },
      ],
    },
  ],
});
