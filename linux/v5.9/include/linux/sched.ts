// SPDX-License-Identifier: GPL-2.0-only
// The scheduler, as far as somebody asks it.

import { type bool, maybe } from 'faultline';

/** Somebody else wants the CPU: who has many things to do under a spinlock lets it go for that.
 *  @linux include/linux/sched.h need_resched (v5.9), custom: any answer */
export function need_resched(): bool {
  return maybe();
}
