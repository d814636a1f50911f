// SPDX-License-Identifier: MIT
// An object is replaced while two readers may be looking at it. The old one is freed behind a grace period: by whoever waits for
// it, and by a callback. At the end everything is freed, and rcu_barrier() has waited for the callback.

import { alloc, type bool, free, pool, scenario, type u8 } from 'faultline';
import {
  call_rcu,
  rcu_barrier,
  rcu_begin_callback,
  rcu_end_callback,
  rcu_read_lock,
  rcu_read_unlock,
  rcu_state,
  synchronize_rcu,
} from 'faultline/kit/rcu.ts';

class config {
  value: u8 = 1;
}

class table {
  current: config | null = null;
  /** Handed to the callback. */
  old: config | null = null;
  sum: u8 = 0;
  callbacks: u8 = 0;
  unloaded: bool = false;
}

function read(table: table, rcu: rcu_state): void {
  rcu_read_lock(rcu);
  const found = table.current;
  if (found !== null) table.sum = found.value;
  rcu_read_unlock(rcu);
}

export default scenario({
  title: 'RCU: nobody touches an object after it was freed',
  world() {
    pool(config, 2);
    return { table: new table(), rcu: new rcu_state() };
  },
  threads: {
    'CPU0 update'(w) {
      const first = alloc(config);
      w.table.current = first;
      const second = alloc(config);
      w.table.current = second;
      synchronize_rcu(w.rcu);
      free(first);
      w.table.current = null;
      w.table.old = second;
      call_rcu(w.rcu, 1);
      rcu_barrier(w.rcu);
      w.table.unloaded = true;
    },
    'CPU1 read'(w) {
      read(w.table, w.rcu);
    },
    'CPU2 read'(w) {
      read(w.table, w.rcu);
    },
  },
  daemons: {
    'rcu callbacks'(w) {
      const which = rcu_begin_callback(w.rcu);
      const old = w.table.old;
      if (old !== null) free(old);
      w.table.callbacks++;
      rcu_end_callback(w.rcu, which);
    },
  },
  always: {
    'no callback after the barrier': (w) => !w.table.unloaded || w.table.callbacks === 1,
  },
  sometimes: {
    'a reader is in a section while the update waits': (w) => w.rcu.awaited[0] !== 0,
    'somebody read': (w) => w.table.sum === 1,
  },
  claims: [
    { id: 'kit/rcu', by: 'the kit', property: 'ASSERTS', thread: 'derived', expect: 'holds' },
    { id: 'kit/rcu', by: 'the kit', property: 'no callback after the barrier', thread: 'derived', expect: 'holds' },
    { id: 'kit/rcu', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/rcu',
      by: 'the kit',
      variant: '+no-grace-period',
      property: 'ASSERTS',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/rcu',
      by: 'the kit',
      variant: '+early-barrier',
      property: 'no callback after the barrier',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
