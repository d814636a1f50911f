// SPDX-License-Identifier: MIT
// A segment of an indirect request in xen-blkback, as it was before XSA-155: it lies in a page of the guest, who can write there.
//
// Stands for: xen_blkbk_parse_indirect() (drivers/block/xen-blkback/blkback.c, v4.3). Leaves out: everything but the look at one segment.

import { assert, type bool, type u8 } from 'faultline';

/** Sectors of a page. */
const SECTORS = 8;

/** In memory that the guest shares. */
export class blkif_request_segment {
  first_sect: u8 = 0;
  last_sect: u8 = 0;
}

export class seg_buf {
  nsec: u8 = 0;
}

/** Look at the segment that the guest asks for; false: it is none. What is copied afterwards has to lie in the page.
 *  @linux drivers/block/xen-blkback/blkback.c xen_blkbk_parse_indirect (v4.3), custom: one segment */
export function xen_blkbk_parse_indirect(segment: blkif_request_segment, seg: seg_buf): bool {
  const first_sect = segment.first_sect;
  const last_sect = segment.last_sect;
  if (last_sect >= SECTORS || last_sect < first_sect) return false;
  assert(last_sect < SECTORS, 'sectors behind the page are copied');
  seg.nsec = last_sect - first_sect + 1;
  return true;
}
