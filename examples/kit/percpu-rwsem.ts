// SPDX-License-Identifier: MIT
// Readers on two CPUs that count on their own CPU, and a writer who closes their fast way first.

import { type bool, scenario, type u8 } from 'faultline';
import {
  percpu_down_read,
  percpu_down_write,
  percpu_rw_semaphore,
  percpu_up_read,
  percpu_up_write,
} from 'faultline/kit/percpu-rwsem.ts';
import { rcu_state } from 'faultline/kit/rcu.ts';

class data {
  readonly sem: percpu_rw_semaphore = new percpu_rw_semaphore();
  left: u8 = 0;
  right: u8 = 0;
  torn: bool = false;
}

function read(data: data, rcu: rcu_state, cpu: u8): void {
  percpu_down_read(data.sem, rcu, cpu);
  const left = data.left;
  if (left !== data.right) data.torn = true;
  percpu_up_read(data.sem, cpu);
}

export default scenario({
  title: 'a per-CPU reader-writer semaphore: two readers and a writer',
  world() {
    return { data: new data(), rcu: new rcu_state() };
  },
  threads: {
    'CPU0 read'(w) {
      read(w.data, w.rcu, 0);
    },
    'CPU1 read'(w) {
      read(w.data, w.rcu, 1);
    },
    'CPU2 write'(w) {
      percpu_down_write(w.data.sem, w.rcu);
      w.data.left++;
      w.data.right++;
      percpu_up_write(w.data.sem);
    },
  },
  always: {
    'nobody sees half of a write': (w) => !w.data.torn,
  },
  sometimes: {
    'a reader takes himself back': (w) => w.data.sem.block && w.data.sem.read_count.on[0] === 1 && w.data.left === 0,
    'the grace period waits for a reader': (w) => w.rcu.awaited[0] !== 0,
  },
  claims: [
    {
      id: 'kit/percpu-rwsem',
      by: 'the kit',
      property: 'nobody sees half of a write',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/percpu-rwsem', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/percpu-rwsem',
      by: 'the kit',
      variant: '+no-sync',
      property: 'nobody sees half of a write',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
