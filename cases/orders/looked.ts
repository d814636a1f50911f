// SPDX-License-Identifier: GPL-2.0-only
// What has become of who looked for a page.

import type { bool, ghost } from 'faultline';

export class looked {
  found: ghost<bool> = false;
  /** The lock was free. */
  locked: ghost<bool> = false;
}
