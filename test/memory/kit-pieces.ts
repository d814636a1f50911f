// SPDX-License-Identifier: MIT
// What each piece of the kit promises, as a small model; and the orders that it needs for that, each with the text that is there without it.

export interface Piece {
  readonly imports: string;
  readonly world: string;
  readonly threads: Readonly<Record<string, string>>;
  readonly atEnd?: string;
  readonly judge: string;
  /** In which file, what stands there, and what stands there instead. */
  readonly without: readonly (readonly [file: string, text: string, instead: string, where?: 'tso as well'])[];
  /** In the model itself. */
  readonly misused?: readonly (readonly [text: string, instead: string])[];
}

const sameObject = {
  updater: (wait: string) => `w.shown.n = 0; ${wait} w.seen.n = READ_ONCE(w.used.n); WRITE_ONCE(w.gone.n, 1);`,
  reader: (lock: string, unlock: string) => `${lock}
    if (READ_ONCE(w.shown.n) === 1) { w.used.n = 1; assert(READ_ONCE(w.gone.n) === 0, 'used after its end'); w.seen.shown = true; }
    ${unlock}`,
  atEnd: '!w.seen.shown || w.seen.n === 1',
};
export const cells = (...names: readonly string[]): string =>
  names.map((name) => `const ${name} = new cell();`).join(' ');

export const pieces: Readonly<Record<string, Piece>> = {
  refcount: {
    imports: `import { refcount_dec_and_test, refcount_t } from './kit/refcount.ts';`,
    world: `${cells('x', 'y')} return { x, y, r: new refcount_t(2) };`,
    threads: {
      CPU0: `w.x.n = 1; if (refcount_dec_and_test(w.r)) assert(w.y.n === 1, 'theirs is done');`,
      CPU1: `w.y.n = 1; if (refcount_dec_and_test(w.r)) assert(w.x.n === 1, 'theirs is done');`,
    },
    judge: 'ASSERTS',
    without: [
      ['refcount.ts', "return r.refs === 0;\n  }, 'release');", "return r.refs === 0;\n  }, 'relaxed');"],
      ['refcount.ts', 'if (last) smp_rmb();', ''],
    ],
  },
  rwsem: {
    imports: `import { down_read, down_write, rw_semaphore, up_read, up_write } from './kit/rwsem.ts';`,
    world: `${cells('x', 'y')} return { x, y, sem: new rw_semaphore() };`,
    threads: {
      CPU0: 'down_write(w.sem); w.x.n++; w.y.n++; up_write(w.sem);',
      CPU1: `down_read(w.sem); const x = w.x.n; assert(w.y.n === x, 'half of a write'); up_read(w.sem);`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'rwsem.ts',
        "atomically('acquire', sem, () => {\n    waitUntil(() => !sem.writer && sem.queued",
        "atomically('relaxed', sem, () => {\n    waitUntil(() => !sem.writer && sem.queued",
      ],
      [
        'rwsem.ts',
        "atomically('release', sem, () => {\n    sem.writer = false;\n  });",
        "atomically('relaxed', sem, () => {\n    sem.writer = false;\n  });",
      ],
      // Three fields that are no word: who reads does not see who writes, and the other way round.
      [
        'rwsem.ts',
        "atomically('acquire', sem, () => {\n    waitUntil(() => !sem.writer && sem.queued === 0);\n    sem.readers++;\n  });",
        "atomically(() => {\n    waitUntil(() => !sem.writer && sem.queued === 0);\n    sem.readers++;\n  }, 'acquire');",
      ],
    ],
  },
  'rwsem, readers before a writer': {
    imports: `import { down_read, down_write, rw_semaphore, up_read, up_write } from './kit/rwsem.ts';`,
    world: `${cells('x', 'y')} return { x, y, sem: new rw_semaphore() };`,
    threads: {
      CPU0: `down_write(w.sem); const x = w.x.n; assert(w.y.n === x, 'half of a write'); up_write(w.sem);`,
      CPU1: 'down_read(w.sem); w.x.n = 1; w.y.n = 1; up_read(w.sem);',
    },
    judge: 'ASSERTS',
    without: [
      [
        'rwsem.ts',
        "atomically('release', sem, () => {\n    sem.readers--;",
        "atomically('relaxed', sem, () => {\n    sem.readers--;",
      ],
      [
        'rwsem.ts',
        "atomically('acquire', sem, () => {\n    waitUntil(() => !sem.writer && sem.readers",
        "atomically('relaxed', sem, () => {\n    waitUntil(() => !sem.writer && sem.readers",
      ],
    ],
  },
  completion: {
    imports: `import { complete, completion, wait_for_completion } from './kit/completion.ts';`,
    world: `${cells('x')} return { x, done: new completion() };`,
    threads: {
      CPU0: 'w.x.n = 1; complete(w.done);',
      CPU1: `wait_for_completion(w.done); assert(w.x.n === 1, 'it is done');`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'completion.ts',
        "atomically('locked', x, () => {\n    assert(x.done",
        "atomically('relaxed', x, () => {\n    assert(x.done",
      ],
      [
        'completion.ts',
        "atomically('locked', x, () => {\n    waitUntil",
        "atomically('relaxed', x, () => {\n    waitUntil",
      ],
    ],
  },
  'wait, where nobody takes the lock to look': {
    imports: `import { finish_wait, prepare_to_wait, schedule, task_state, task_struct, wait_queue_head_t, waitqueue_active, wake_up } from './kit/wait.ts';`,
    world: `${cells('x')} return { x, q: new wait_queue_head_t(), me: new task_struct() };`,
    threads: {
      CPU0: `for (;;) { prepare_to_wait(w.q, w.me, task_state.TASK_UNINTERRUPTIBLE); if (READ_ONCE(w.x.n) === 1) break; schedule(w.me); } finish_wait(w.q, w.me);`,
      CPU1: 'WRITE_ONCE(w.x.n, 1); smp_mb(); if (waitqueue_active(w.q)) wake_up(w.q);',
    },
    judge: 'NO-DEADLOCK',
    without: [['wait.ts', 'me.state = state;\n    smp_mb();', 'me.state = state;']],
    misused: [['smp_mb(); if', 'if']],
  },
  wait: {
    imports: `import { finish_wait, prepare_to_wait, schedule, task_state, task_struct, wait_queue_head_t, wake_up } from './kit/wait.ts';`,
    world: `${cells('x')} return { x, q: new wait_queue_head_t(), me: new task_struct() };`,
    threads: {
      CPU0: `for (;;) { prepare_to_wait(w.q, w.me, task_state.TASK_UNINTERRUPTIBLE); if (READ_ONCE(w.x.n) === 1) break; schedule(w.me); } finish_wait(w.q, w.me);`,
      CPU1: 'WRITE_ONCE(w.x.n, 1); wake_up(w.q);',
    },
    judge: 'NO-DEADLOCK',
    without: [
      [
        'wait.ts',
        "atomically('locked', q, () => {\n    wake(q, 1, 0);",
        "atomically('relaxed', q, () => {\n    wake(q, 1, 0);",
      ],
    ],
  },
  'set_current_state and wake_up_process': {
    imports: `import { __set_current_state, schedule, set_current_state, task_state, task_struct, wake_up_process } from './kit/wait.ts';`,
    world: `${cells('x')} return { x, me: new task_struct() };`,
    threads: {
      CPU0: 'for (;;) { set_current_state(w.me, task_state.TASK_UNINTERRUPTIBLE); if (READ_ONCE(w.x.n) === 1) break; schedule(w.me); } __set_current_state(w.me, task_state.TASK_RUNNING);',
      CPU1: 'WRITE_ONCE(w.x.n, 1); wake_up_process(w.me);',
    },
    judge: 'NO-DEADLOCK',
    without: [
      ['wait.ts', 'smp_store_mb(me.state, state);', 'WRITE_ONCE(me.state, state);', 'tso as well'],
      // A locked instruction of `tso` is a full barrier, so that there the lock is one.
      ['wait.ts', "smp_mb();\n  return atomically('locked', task", "return atomically('locked', task"],
    ],
    misused: [[') { set_current_state(', ') { __set_current_state(']],
  },
  llist: {
    imports: `import { llist_add, llist_del_all, llist_head } from './kit/llist.ts';`,
    world: `${cells('x')} return { x, list: new llist_head() };`,
    threads: {
      CPU0: 'w.x.n = 1; llist_add(w.list, 1);',
      CPU1: `if (llist_del_all(w.list) === 1) assert(w.x.n === 1, 'it is filled');`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'llist.ts',
        "list.first = to;\n    return true;\n  }, 'full');",
        "list.first = to;\n    return true;\n  }, 'relaxed');",
      ],
      [
        'llist.ts',
        "list.first = 0;\n    return first;\n  }, 'full');",
        "list.first = 0;\n    return first;\n  }, 'relaxed');",
      ],
    ],
  },
  rcu: {
    imports: `import { rcu_read_lock, rcu_read_unlock, rcu_state, synchronize_rcu } from './kit/rcu.ts';`,
    world: `${cells('shown', 'used', 'gone')} shown.n = 1; return { shown, used, gone, seen: new seen(), rcu: new rcu_state() };`,
    threads: {
      CPU0: sameObject.updater('synchronize_rcu(w.rcu);'),
      CPU1: sameObject.reader('rcu_read_lock(w.rcu);', 'rcu_read_unlock(w.rcu);'),
    },
    atEnd: sameObject.atEnd,
    judge: '',
    without: [
      [
        'rcu.ts',
        "atomically('acquire', rcu.begun, () => {\n    rcu.nesting",
        "atomically('relaxed', rcu.begun, () => {\n    rcu.nesting",
      ],
      [
        'rcu.ts',
        "atomically('release', rcu.ended, () => {\n    assert",
        "atomically('relaxed', rcu.ended, () => {\n    assert",
      ],
      ['rcu.ts', "atomically('full', rcu.begun, () => begin", "atomically('relaxed', rcu.begun, () => begin"],
      [
        'rcu.ts',
        "atomically('full', rcu.ended, () => {\n    waitUntil(() => rcu.awaited",
        "atomically('relaxed', rcu.ended, () => {\n    waitUntil(() => rcu.awaited",
      ],
    ],
  },
  'rcu callbacks': {
    imports: `import { call_rcu, rcu_begin_callback, rcu_end_callback, rcu_barrier, rcu_state } from './kit/rcu.ts';`,
    world: `${cells('x', 'y')} return { x, y, rcu: new rcu_state() };`,
    threads: {
      CPU0: `w.x.n = 1; call_rcu(w.rcu, 1); rcu_barrier(w.rcu); assert(w.y.n === 1, 'it has run');`,
      CPU1: `const n = rcu_begin_callback(w.rcu); assert(w.x.n === 1, 'behind who queued it'); w.y.n = 1; rcu_end_callback(w.rcu, n);`,
    },
    judge: 'ASSERTS',
    without: [
      ['rcu.ts', "atomically('release', rcu.begun", "atomically('relaxed', rcu.begun"],
      [
        'rcu.ts',
        "atomically('acquire', rcu.begun, () => {\n      rcu.kind[due] = grace_period.RUNNING;\n    });",
        'rcu.kind[due] = grace_period.RUNNING;',
      ],
      [
        'rcu.ts',
        "atomically('release', rcu.ended, () => {\n    for",
        "atomically('relaxed', rcu.ended, () => {\n    for",
      ],
      ['rcu.ts', "atomically('full', rcu.ended, () => waitUntil", "atomically('relaxed', rcu.ended, () => waitUntil"],
    ],
  },
  srcu: {
    imports: `import { srcu_read_lock, srcu_read_unlock, srcu_struct, synchronize_srcu } from './kit/srcu.ts';`,
    world: `${cells('shown', 'used', 'gone')} shown.n = 1; return { shown, used, gone, seen: new seen(), srcu: new srcu_struct() };`,
    threads: {
      CPU0: sameObject.updater('synchronize_srcu(w.srcu);'),
      CPU1: sameObject.reader('const at = srcu_read_lock(w.srcu);', 'srcu_read_unlock(w.srcu, at);'),
    },
    atEnd: sameObject.atEnd,
    judge: '',
    without: [
      ['srcu.ts', 'smp_mb(); // What is read in', '// What is read in'],
      ['srcu.ts', 'smp_mb(); // What is done', '// What is done'],
      ['srcu.ts', 'smp_mb(); // What the readers', '// What the readers'],
    ],
  },
  timer: {
    imports: `import { end_timer, expire_timer, mod_timer, timer_list } from './kit/timer.ts';`,
    world: `${cells('x')} return { x, timer: new timer_list() };`,
    threads: {
      CPU0: 'w.x.n = 1; mod_timer(w.timer);',
      CPU1: `expire_timer(w.timer); assert(w.x.n === 1, 'set before it fires'); end_timer(w.timer);`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'timer.ts',
        "return atomically('locked', timer, () => {\n    const was = timer.pending;\n    if",
        "return atomically('relaxed', timer, () => {\n    const was = timer.pending;\n    if",
      ],
      [
        'timer.ts',
        "atomically('locked', timer, () => {\n    waitUntil(() => timer.pending",
        "atomically('relaxed', timer, () => {\n    waitUntil(() => timer.pending",
      ],
    ],
  },
  timer_delete_sync: {
    imports: `import { end_timer, expire_timer, timer_delete_sync, timer_list } from './kit/timer.ts';`,
    world: `${cells('x')} const timer = new timer_list(); timer.pending = true; return { x, timer };`,
    threads: {
      CPU0: `if (!timer_delete_sync(w.timer)) assert(w.x.n === 1, 'its function has run');`,
      'CPU1 softirq': 'if (w.timer.pending) { expire_timer(w.timer); w.x.n = 1; end_timer(w.timer); }',
    },
    judge: 'ASSERTS',
    without: [
      [
        'timer.ts',
        "atomically('locked', timer, () => {\n    timer.running = false;",
        "atomically('relaxed', timer, () => {\n    timer.running = false;",
      ],
      [
        'timer.ts',
        "return atomically('locked', timer, () => {\n    waitUntil(() => !timer.running);\n    const was = timer.pending;\n    timer.pending = false;\n    return",
        "return atomically('relaxed', timer, () => {\n    waitUntil(() => !timer.running);\n    const was = timer.pending;\n    timer.pending = false;\n    return",
      ],
    ],
  },
  workqueue: {
    imports: `import { begin_work, end_work, flush_work, queue_work, work_struct } from './kit/workqueue.ts';`,
    world: `${cells('x', 'y')} return { x, y, work: new work_struct() };`,
    threads: {
      CPU0: `w.x.n = 1; queue_work(w.work); if (flush_work(w.work)) assert(w.y.n === 1, 'it has run');`,
      'CPU1 kworker': `begin_work(w.work); assert(w.x.n === 1, 'queued before'); w.y.n = 1; end_work(w.work);`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'workqueue.ts',
        "atomically('full', work, () => {\n    waitUntil(() => work.queued",
        "atomically('relaxed', work, () => {\n    waitUntil(() => work.queued",
      ],
      [
        'workqueue.ts',
        "atomically('locked', work, () => {\n    work.running = false",
        "atomically('relaxed', work, () => {\n    work.running = false",
      ],
      [
        'workqueue.ts',
        "atomically('acquire', work, () => waitUntil(() => !waitsStill",
        "atomically('relaxed', work, () => waitUntil(() => !waitsStill",
      ],
    ],
  },
  'workqueue, queued already': {
    imports: `import { begin_work, end_work, queue_work, work_struct } from './kit/workqueue.ts';`,
    world: `${cells('x')} const work = new work_struct(); work.pending = true; work.queued = true; return { x, work, seen: new seen() };`,
    threads: {
      CPU0: 'w.x.n = 1; const mine = queue_work(w.work); w.seen.shown = !mine;',
      'CPU1 kworker': 'begin_work(w.work); const x = w.x.n; w.seen.n = x; end_work(w.work);',
    },
    atEnd: '!w.seen.shown || w.seen.n === 1',
    judge: 'promised',
    without: [
      [
        'workqueue.ts',
        "atomically('full', work, () => {\n    if (work.pending)",
        "atomically('relaxed', work, () => {\n    if (work.pending)",
      ],
      [
        'workqueue.ts',
        "atomically('full', work, () => {\n    waitUntil(() => work.queued",
        "atomically('relaxed', work, () => {\n    waitUntil(() => work.queued",
      ],
    ],
  },
  xarray: {
    imports: `import { xa_load, xa_store, xarray } from './kit/xarray.ts';`,
    world: 'return { values: new values(), xa: new xarray() };',
    threads: {
      CPU0: 'w.values.of[1] = 1; xa_store(w.xa, 0, 1);',
      // What is read depends on what was found: no barrier is needed here.
      CPU1: `const at = xa_load(w.xa, 0); if (at !== 0) assert(w.values.of[at] === 1, 'it is filled');`,
    },
    judge: 'ASSERTS',
    without: [
      [
        'xarray.ts',
        'smp_store_release(xa.slots[index], value);\n    return old',
        'xa.slots[index] = value;\n    return old',
      ],
    ],
    misused: [['w.values.of[at]', 'w.values.of[1]']],
  },
  mutex: {
    imports: `import { mutex, mutex_lock, mutex_unlock } from './kit/mutex.ts';`,
    world: `${cells('x', 'y')} return { x, y, lock: new mutex() };`,
    threads: {
      CPU0: 'mutex_lock(w.lock); w.x.n++; w.y.n++; mutex_unlock(w.lock);',
      CPU1: `mutex_lock(w.lock); const x = w.x.n; assert(w.y.n === x, 'half of a write'); mutex_unlock(w.lock);`,
    },
    judge: 'ASSERTS',
    without: [
      ['mutex.ts', "lock.locked = true;\n  }, 'acquire');", "lock.locked = true;\n  }, 'relaxed');"],
      ['mutex.ts', 'smp_store_release(lock.locked, false);', 'lock.locked = false;'],
    ],
  },
  bitops: {
    imports: `import { clear_bit_unlock, flags_t, wait_on_bit } from './kit/bitops.ts';`,
    world: `${cells('x')} const flags = new flags_t(); flags.word = 1; return { x, flags };`,
    threads: {
      CPU0: 'w.x.n = 1; clear_bit_unlock(0, w.flags);',
      CPU1: `wait_on_bit(0, w.flags); assert(w.x.n === 1, 'it is done');`,
    },
    judge: 'ASSERTS',
    without: [
      ['bitops.ts', "(1 << nr)) === 0, 'acquire');", '(1 << nr)) === 0);'],
      ['bitops.ts', "flags.word &= ~(1 << nr);\n  }, 'release');", "flags.word &= ~(1 << nr);\n  }, 'relaxed');"],
    ],
  },
  atomic: {
    imports: `import { atomic_inc_return, atomic_read, atomic_t } from './kit/atomic.ts';`,
    world: 'return { x: new atomic_t(), y: new atomic_t(), seen: new seen() };',
    threads: {
      CPU0: 'atomic_inc_return(w.x); const y = atomic_read(w.y); w.seen.shown = y === 0;',
      CPU1: 'atomic_inc_return(w.y); const x = atomic_read(w.x); w.seen.n = x === 0 ? 1 : 0;',
    },
    atEnd: '!w.seen.shown || w.seen.n === 0',
    judge: 'promised',
    without: [
      [
        'atomic.ts',
        "v.counter += n;\n    return v.counter;\n  }, 'full');",
        "v.counter += n;\n    return v.counter;\n  }, 'relaxed');",
      ],
    ],
  },
  'percpu-rwsem': {
    imports: `import { percpu_down_read, percpu_down_write, percpu_rw_semaphore, percpu_up_read, percpu_up_write } from './kit/percpu-rwsem.ts'; import { rcu_state } from './kit/rcu.ts';`,
    world: `${cells('x', 'y')} return { x, y, rcu: new rcu_state(), sem: new percpu_rw_semaphore() };`,
    threads: {
      CPU0: 'percpu_down_write(w.sem, w.rcu); w.x.n++; w.y.n++; percpu_up_write(w.sem);',
      CPU1: `percpu_down_read(w.sem, w.rcu, 1); const x = w.x.n; assert(w.y.n === x, 'half of a write'); percpu_up_read(w.sem, 1);`,
    },
    judge: 'ASSERTS',
    without: [
      ['percpu-rwsem.ts', 'smp_mb(); // With the one of who sets', '// With the one of who sets'],
      ['percpu-rwsem.ts', 'smp_load_acquire(sem.gp_count)', 'sem.gp_count'],
      ['percpu-rwsem.ts', 'smp_load_acquire(sem.block)', 'sem.block'],
    ],
  },
};
