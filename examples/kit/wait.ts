// SPDX-License-Identifier: MIT
// Two tasks wait for a token each, exclusively: each token wakes one of them, and nobody sleeps while there is one. A third
// task sleeps in the same queue for something else, under a key of its own.

import { scenario } from 'faultline';
import {
  finish_wait,
  prepare_to_wait_key,
  schedule,
  task_state,
  task_struct,
  wake_up_key,
} from 'faultline/kit/wait.ts';
import { give, take_wait, tokens } from './tokens.ts';

const CLOSED = 1;

export default scenario({
  title: 'a wait queue: every token finds a task, and no wake-up is lost',
  world() {
    return { tokens: new tokens(), t0: new task_struct(), t1: new task_struct(), t2: new task_struct() };
  },
  threads: {
    'CPU0 take'(w) {
      take_wait(w.tokens, w.t0, task_state.TASK_UNINTERRUPTIBLE);
    },
    'CPU1 take'(w) {
      take_wait(w.tokens, w.t1, task_state.TASK_UNINTERRUPTIBLE);
    },
    'CPU2 closed'(w) {
      for (;;) {
        prepare_to_wait_key(w.tokens.wait, w.t2, task_state.TASK_UNINTERRUPTIBLE, CLOSED);
        if (w.tokens.closed) break;
        schedule(w.t2);
      }
      finish_wait(w.tokens.wait, w.t2);
    },
    'CPU3 give'(w) {
      give(w.tokens);
      give(w.tokens);
      w.tokens.closed = true;
      wake_up_key(w.tokens.wait, 1, CLOSED);
    },
  },
  atEnd: {
    'no token is left, and nobody waits': (w) => w.tokens.free === 0 && w.tokens.wait.nr === 0,
  },
  sometimes: {
    'all three sleep': (w) => w.tokens.wait.nr === 3 && w.tokens.free === 0,
  },
  claims: [
    {
      id: 'kit/wait',
      by: 'the kit',
      property: 'no token is left, and nobody waits',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/wait', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/wait',
      by: 'the kit',
      variant: '+no-pass-on',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/wait',
      by: 'the kit',
      variant: '+look-first',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
