// SPDX-License-Identifier: GPL-2.0-only
// What Andrew Morton asked for (March 2007): vmtruncate has shrunk the file and unmapped the range, so truncation need
// not look whether the page that it has locked is mapped.

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import { truncate_complete_page } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** Remove the page, mapped or not.
 *  @linux mm/truncate.c truncate_inode_pages_range (v2.6.23), custom: the body of its loops, without page_mapped */
export function truncate_locked_page(mapping: address_space, page: page): void {
  truncate_complete_page(mapping, page);
}
