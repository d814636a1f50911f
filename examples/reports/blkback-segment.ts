// SPDX-License-Identifier: MIT
// XSA-155 (CVE-2015-8550): the guest changes a segment after the backend has looked at it. As the code stands, the backend looks once;
// the compiler is what looks twice: `faultline check examples/reports/blkback-segment.ts --compiler`.

import { scenario, WRITE_ONCE } from 'faultline';
import { blkif_request_segment, seg_buf, xen_blkbk_parse_indirect } from './blkback.ts';

export default scenario({
  title: 'xen-blkback: a segment of an indirect request, in memory of the guest',
  thread: 'XSA-155, 2015-12-17',
  world() {
    const segment = new blkif_request_segment();
    segment.last_sect = 7;
    return { segment, seg: new seg_buf() };
  },
  threads: {
    'CPU0 backend'(w) {
      xen_blkbk_parse_indirect(w.segment, w.seg);
    },
    'CPU1 guest'(w) {
      WRITE_ONCE(w.segment.last_sect, 9);
    },
  },
  sometimes: {
    'the segment is taken': (w) => w.seg.nsec > 0,
    'it is not': (w) => w.segment.last_sect === 9 && w.seg.nsec === 0,
  },
  claims: [
    {
      id: 'report/blkback',
      by: 'XSA-155',
      property: 'NO-DATA-RACE',
      thread: 'fails',
      expect: 'fails',
    },
    {
      id: 'report/blkback',
      by: 'XSA-155',
      variant: '+blkback-once',
      property: 'NO-DATA-RACE',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: 'report/blkback',
      by: 'XSA-155',
      property: 'ASSERTS',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: 'report/blkback',
      by: 'XSA-155',
      variant: '+blkback-once',
      property: 'ASSERTS',
      thread: 'holds',
      expect: 'holds',
    },
  ],
});
