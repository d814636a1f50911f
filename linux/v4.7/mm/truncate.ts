// SPDX-License-Identifier: GPL-2.0-only
// Whoever takes entries out of the tree waits for their locks, and does not look whether they are the ones that were seen.

import type { address_space } from '../../v4.5/include/linux/fs.ts';
import type { slot_t } from '../../v4.5/include/linux/radix-tree.ts';
import type { pgoff_t } from '../../v4.5/include/linux/types.ts';
import { dax_delete_mapping_entry } from '../fs/dax.ts';

export * from '../../v4.5/mm/truncate.ts';

/** Take a DAX entry out.
 *  @linux mm/truncate.c clear_exceptional_entry (v4.7), custom: of DAX mappings */
export function clear_exceptional_entry(mapping: address_space, index: pgoff_t, _entry: slot_t): void {
  dax_delete_mapping_entry(mapping, index);
}
