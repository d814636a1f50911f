// SPDX-License-Identifier: MIT
// A task and an interrupt handler of the same CPU share a counter under a spinlock. The task has to keep the interrupt away
// while it holds the lock: spin_lock_irqsave(). A task of another CPU takes the lock too.

import { scenario, type u8 } from 'faultline';
import { cpu_t, irq_enter, irq_exit, task_runs } from 'faultline/kit/cpu.ts';
import {
  spin_lock,
  spin_lock_irqsave,
  spin_unlock,
  spin_unlock_irqrestore,
  spinlock_t,
} from 'faultline/kit/spinlock.ts';

class queue {
  readonly lock: spinlock_t = new spinlock_t();
  length: u8 = 0;
}

function enqueue(queue: queue, cpu: cpu_t): void {
  const flags = spin_lock_irqsave(queue.lock, cpu);
  queue.length++;
  spin_unlock_irqrestore(queue.lock, cpu, flags);
}

function handler(queue: queue, cpu: cpu_t): void {
  irq_enter(cpu);
  spin_lock(queue.lock);
  queue.length++;
  spin_unlock(queue.lock);
  irq_exit(cpu);
}

export default scenario({
  title: 'a spinlock that an interrupt handler takes too',
  world() {
    return { queue: new queue(), cpu0: new cpu_t(), cpu1: new cpu_t() };
  },
  threads: {
    'CPU0 task': {
      when: (w) => task_runs(w.cpu0),
      run(w) {
        enqueue(w.queue, w.cpu0);
      },
    },
    'CPU0 irq'(w) {
      handler(w.queue, w.cpu0);
    },
    'CPU1 task'(w) {
      enqueue(w.queue, w.cpu1);
    },
  },
  atEnd: {
    'nothing is lost': (w) => w.queue.length === 3,
  },
  sometimes: {
    'the handler waits for the other CPU': (w) => w.cpu0.in_irq && w.queue.lock.held && w.cpu1.irqs_disabled,
  },
  claims: [
    { id: 'kit/irq', by: 'the kit', property: 'nothing is lost', thread: 'derived', expect: 'holds' },
    { id: 'kit/irq', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/irq',
      by: 'the kit',
      variant: '+no-irqsave',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
