// SPDX-License-Identifier: GPL-2.0-only
// A server that may take less of a WRITE than it was sent, and says so: its disk has filled up meanwhile.

import { maybe } from 'faultline';
import type { size_t } from 'faultline/linux/include/linux/types.ts';

export * from '../../server-configuration.ts';

/** The last cell of several, perhaps. */
export function left_out(count: size_t): size_t {
  return count > 1 && maybe() ? 1 : 0;
}
