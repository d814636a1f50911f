// SPDX-License-Identifier: MIT
// A mutex around two counters that go together; a third thread looks under it, and one only if it is free.

import { scenario, type u8 } from 'faultline';
import { mutex, mutex_lock, mutex_trylock, mutex_unlock } from 'faultline/kit/mutex.ts';

class account {
  readonly lock: mutex = new mutex();
  left: u8 = 1;
  right: u8 = 0;
  seen: u8 = 1;
  skipped: u8 = 0;
}

export default scenario({
  title: 'a mutex: what it protects is seen whole',
  world() {
    return { account: new account() };
  },
  threads: {
    CPU0(w) {
      mutex_lock(w.account.lock);
      w.account.left--;
      w.account.right++;
      mutex_unlock(w.account.lock);
    },
    CPU1(w) {
      mutex_lock(w.account.lock);
      const left = w.account.left;
      w.account.seen = left + w.account.right;
      mutex_unlock(w.account.lock);
    },
    CPU2(w) {
      if (!mutex_trylock(w.account.lock)) {
        w.account.skipped = 1;
        return;
      }
      mutex_unlock(w.account.lock);
    },
  },
  always: {
    'nothing is missing': (w) => w.account.seen === 1,
  },
  sometimes: {
    'it is found taken': (w) => w.account.skipped === 1,
    'it is seen on the right': (w) => w.account.seen === 1 && w.account.right === 1,
  },
  claims: [
    { id: 'kit/mutex', by: 'the kit', property: 'nothing is missing', thread: 'derived', expect: 'holds' },
    { id: 'kit/mutex', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/mutex',
      by: 'the kit',
      variant: '+blind-trylock',
      property: 'nothing is missing',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
