// SPDX-License-Identifier: GPL-2.0-only
// Reclaim takes any of the two.

import { choose, type int } from 'faultline';
import type { reclaimer } from '../../reclaim.ts';

export * from '../../reclaim.ts';

export function victim(_reclaimer: reclaimer): int<0, 1> {
  return choose(2);
}
