// SPDX-License-Identifier: MIT
// A signal ends the sleep of one of two tasks that wait exclusively. A wake-up that was meant for him is not lost with him: he
// looks for the token before he gives up.

import { scenario } from 'faultline';
import { send_signal, task_state, task_struct } from 'faultline/kit/wait.ts';
import { give, take_interruptible, take_wait, tokens } from './tokens.ts';

export default scenario({
  title: 'a wait queue: a signal and a token for one of two who wait',
  world() {
    return { tokens: new tokens(), t0: new task_struct(), t1: new task_struct() };
  },
  threads: {
    'CPU0 take, or give up'(w) {
      // It gives it back, so that the other one gets it in any case.
      if (take_interruptible(w.tokens, w.t0, task_state.TASK_INTERRUPTIBLE)) give(w.tokens);
      else w.tokens.interrupted = true;
    },
    'CPU1 take'(w) {
      take_wait(w.tokens, w.t1, task_state.TASK_UNINTERRUPTIBLE);
    },
    'CPU2 give'(w) {
      give(w.tokens);
    },
    'CPU3 signal'(w) {
      send_signal(w.t0);
    },
  },
  atEnd: {
    'no token is left': (w) => w.tokens.free === 0,
  },
  sometimes: {
    'it gives up': (w) => w.tokens.interrupted,
    'both wait': (w) => w.tokens.wait.nr === 2,
  },
  claims: [
    { id: 'kit/wait-signal', by: 'the kit', property: 'no token is left', thread: 'derived', expect: 'holds' },
    { id: 'kit/wait-signal', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/wait-signal',
      by: 'the kit',
      variant: '+signal-first',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
