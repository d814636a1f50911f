// SPDX-License-Identifier: GPL-2.0-only
// He waits for the end of the grace period.

import { type rcu_state, synchronize_rcu } from 'faultline/linux/include/linux/rcupdate.ts';

export * from '../../deferral.ts';

/** He goes on when the walks are over. */
export function defer(rcu: rcu_state): void {
  synchronize_rcu(rcu);
}
