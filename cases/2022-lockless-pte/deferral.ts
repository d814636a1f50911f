// SPDX-License-Identifier: GPL-2.0-only
// How somebody leaves a walk behind before he goes on.

import { call_rcu, type rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';

/** He asks for a callback, and goes on. */
export function defer(rcu: rcu_state): void {
  call_rcu(rcu);
}
