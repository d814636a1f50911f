// SPDX-License-Identifier: GPL-2.0-only
// Readers without a section: no grace period waits for them. Removed to see that the anon_vma needs it.

import type { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';

export * from 'faultline/linux/include/linux/rcupdate.ts';

/** Says nothing to anybody.
 *  @linux include/linux/rcupdate.h rcu_read_lock (v6.0), custom: does nothing */
export function rcu_read_lock(_rcu: rcu_state): void {}

/** Neither does this.
 *  @linux include/linux/rcupdate.h rcu_read_unlock (v6.0), custom: does nothing */
export function rcu_read_unlock(_rcu: rcu_state): void {}
