// SPDX-License-Identifier: MIT
// net/ipv4/inet_timewait_sock.c, 2.6.30: sockets in TIME_WAIT whose memory may be given to another one at once, while a lookup under
// RCU still looks at it (SLAB_DESTROY_BY_RCU). The count of references says whether what was found is a socket at all.

import type { bool, u8 } from 'faultline';
import { atomic_add, atomic_dec, atomic_inc_not_zero, atomic_set, atomic_t } from 'faultline/kit/atomic.ts';
import { rcu_read_lock, rcu_read_unlock, type rcu_state } from 'faultline/kit/rcu.ts';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

export class inet_timewait_sock {
  readonly tw_refcnt: atomic_t = new atomic_t(1);
  /** Addresses and ports. */
  key: u8 = 1;
  /** Everything else that a packet needs. */
  set_up: bool = true;
}

export class inet_hashinfo {
  readonly lock: spinlock_t = new spinlock_t();
  chain: inet_timewait_sock | null = null;
  missed: bool = false;
  used_half: bool = false;
  used: bool = false;
}

/** The socket that was there ends; nobody has another reference. Its memory goes back. */
export function inet_twsk_kill(hash: inet_hashinfo, tw: inet_timewait_sock): void {
  spin_lock(hash.lock);
  hash.chain = null;
  spin_unlock(hash.lock);
  atomic_dec(tw.tw_refcnt);
}

/** The memory comes back from the allocator for another socket. */
export function inet_twsk_alloc(tw: inet_timewait_sock): void {
  tw.set_up = false;
  atomic_set(tw.tw_refcnt, 1);
  tw.key = 2;
}

export function __inet_twsk_hashdance(hash: inet_hashinfo, tw: inet_timewait_sock): void {
  tw.set_up = true;
  spin_lock(hash.lock);
  hash.chain = tw;
  // The reference of the table.
  atomic_add(1, tw.tw_refcnt);
  spin_unlock(hash.lock);
}

/** A packet for the second connection. */
export function __inet_lookup_established(hash: inet_hashinfo, rcu: rcu_state, key: u8): void {
  rcu_read_lock(rcu);
  const tw = hash.chain;
  if (tw !== null && tw.key === key) {
    if (!atomic_inc_not_zero(tw.tw_refcnt)) hash.missed = true;
    else if (tw.key !== key) atomic_dec(tw.tw_refcnt);
    else {
      hash.used = true;
      if (!tw.set_up) hash.used_half = true;
      atomic_dec(tw.tw_refcnt);
    }
  }
  rcu_read_unlock(rcu);
}
