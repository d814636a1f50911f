// SPDX-License-Identifier: GPL-2.0-only
// A write whose source is a mapping of the very page it goes to, and somebody who takes the page away between the prefault and
// the copy.

import type { Properties } from 'faultline';
import { mapped_file } from './one-file.ts';
import { OLD } from './values.ts';
import { cached, mapped_before } from './world.ts';

/** A file of one page, which is cached and mapped. */
export function own_page(): mapped_file {
  const one = mapped_file(2, OLD);
  cached(one.mapping, one.page0, 0, OLD, true);
  mapped_before(one.vma, one.page0, 0);
  return one;
}

export const source_lost: Properties<mapped_file> = {
  'the source is lost while the page is locked': (w) => w.page0.locked && w.inode.i_mutex && w.mm.pte[0].page === null,
};
