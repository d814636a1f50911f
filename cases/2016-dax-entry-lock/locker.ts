// SPDX-License-Identifier: GPL-2.0-only
// The entry lock alone: what a fault does with it, without the fault.

import { atomically, type bool, type ghost, type instant } from 'faultline';
import { grab_mapping_entry, put_locked_mapping_entry } from 'faultline/linux/fs/dax.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';

/** Who believes that he holds it. */
export class owners {
  held: instant<bool> = false;
  /** Two did. */
  two: ghost<bool> = false;
  /** How many have had it. */
  first: instant<bool> = false;
  second: instant<bool> = false;
}

/** Lock an entry, and let it go. */
export function lock_and_unlock(mapping: address_space, index: pgoff_t, owners: owners): void {
  const entry = grab_mapping_entry(mapping, index);
  atomically(() => {
    if (owners.held) owners.two = true;
    owners.held = true;
  });
  atomically(() => {
    owners.held = false;
    if (owners.first) owners.second = true;
    owners.first = true;
  });
  put_locked_mapping_entry(mapping, index, entry);
}
