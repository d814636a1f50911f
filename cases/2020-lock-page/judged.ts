// SPDX-License-Identifier: GPL-2.0-only
// What is judged of every fault that meets somebody who takes the page away.

import type { Properties } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { seen } from './access.ts';
import { coherent, counts, eof_cow, eof_shared, inv_insert, inv_remove, q_mapped } from './properties.ts';

type faulted = { readonly mapping: address_space; readonly vma: vm_area_struct };
type shared = {
  readonly vma: vm_area_struct;
  readonly other: vm_area_struct;
  readonly page0: page;
  readonly page1: page;
};
type truncated = { readonly vma: vm_area_struct; readonly seen: seen };

export const invariants: Properties<faulted> = {
  'INV-REMOVE': (w) => inv_remove(w.mapping),
  'INV-INSERT': (w) => inv_insert(w.vma),
};
/** Of who takes it away because the file ends before it. */
export const nothing_past_the_end: Properties<truncated> = {
  'EOF-SHARED': (w) => !w.seen.removed || eof_shared(w.vma),
  'EOF-COW': (w) => !w.seen.removed || eof_cow(w.vma),
};
export const in_order_at_end: Properties<shared> = {
  'Q-MAPPED': (w) => q_mapped(w.vma),
  COHERENT: (w) => coherent(w.vma, w.other),
  COUNTS: (w) => counts(w.page0, w.vma, w.other) && counts(w.page1, w.vma, w.other),
};
