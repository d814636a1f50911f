// SPDX-License-Identifier: MIT
// The report: the count was set to 1 when the memory was allocated, so that a lookup which had found the memory in its former
// life could get a reference to a socket that is not set up. What was merged leaves the count at 0 until all is done.

import { scenario } from 'faultline';
import { rcu_state } from 'faultline/kit/rcu.ts';
import {
  __inet_lookup_established,
  __inet_twsk_hashdance,
  inet_hashinfo,
  inet_timewait_sock,
  inet_twsk_alloc,
  inet_twsk_kill,
} from './timewait.ts';

export default scenario({
  title: 'tcp: a lookup gets a reference to a timewait socket that is not set up',
  thread: 'linux 47e1c323069b ("tcp: fix a timewait refcnt race")',
  world() {
    const tw = new inet_timewait_sock();
    const hash = new inet_hashinfo();
    hash.chain = tw;
    return { tw, hash, rcu: new rcu_state() };
  },
  threads: {
    'CPU0 reuse'(w) {
      inet_twsk_kill(w.hash, w.tw);
      inet_twsk_alloc(w.tw);
      __inet_twsk_hashdance(w.hash, w.tw);
    },
    'CPU1 lookup'(w) {
      __inet_lookup_established(w.hash, w.rcu, 2);
    },
  },
  always: {
    'who has a reference has a socket': (w) => !w.hash.used_half,
  },
  atEnd: {
    'the references of the table and of the timer are left': (w) => w.tw.tw_refcnt.counter === 2,
  },
  sometimes: {
    'the lookup uses the new socket': (w) => w.hash.used,
  },
  claims: [
    {
      id: 'report/timewait',
      by: 'Eric Dumazet',
      property: 'who has a reference has a socket',
      thread: 'fails',
      expect: 'fails',
    },
    {
      id: 'report/timewait',
      by: 'Eric Dumazet',
      variant: '+timewait-count-last',
      property: 'who has a reference has a socket',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: 'report/timewait',
      by: 'Eric Dumazet',
      variant: '+timewait-count-last',
      property: 'the references of the table and of the timer are left',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
