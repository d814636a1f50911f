// SPDX-License-Identifier: MIT
// A request is handed to a server and waited for; the server may be done before the wait begins. Each done lets one waiter
// through, complete_all() everybody.

import { type bool, scenario, type u8 } from 'faultline';
import { complete, complete_all, completion, wait_for_completion } from 'faultline/kit/completion.ts';

class request {
  readonly done: completion = new completion();
  readonly closed: completion = new completion();
  result: u8 = 0;
  seen: bool = false;
}

function wait(req: request): void {
  wait_for_completion(req.done);
  if (req.result === 0) req.seen = true;
  wait_for_completion(req.closed);
}

export default scenario({
  title: 'a completion: two wait, one serves both',
  world() {
    return { req: new request() };
  },
  threads: {
    'CPU0 wait'(w) {
      wait(w.req);
    },
    'CPU1 wait'(w) {
      wait(w.req);
    },
    'CPU2 serve'(w) {
      w.req.result = 1;
      complete(w.req.done);
      complete(w.req.done);
      complete_all(w.req.closed);
    },
  },
  always: {
    'who comes through finds the result': (w) => !w.req.seen,
  },
  sometimes: {
    'both are done before anybody waits': (w) => w.req.done.done === 2,
  },
  claims: [
    {
      id: 'kit/completion',
      by: 'the kit',
      property: 'who comes through finds the result',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/completion', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/completion',
      by: 'the kit',
      variant: '+one-done',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
