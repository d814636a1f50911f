// SPDX-License-Identifier: GPL-2.0-only
// The folio is held without a second look at whether the page is still a part of it.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { type gup_walk, page_folio } from 'faultline/linux/mm/gup.ts';

export * from 'faultline/linux/mm/gup.ts';

/** The folio of the page, held; null: nobody holds it.
 *  @linux mm/gup.c try_get_folio (v6.0), custom: as in the base, without the second look */
export function try_grab_folio(page: page, walk: gup_walk): page | null {
  const folio = page_folio(page);
  if (!page_cache_get_speculative(folio)) return null;
  walk.grabbed = folio;
  return folio;
}
