// SPDX-License-Identifier: MIT
// A request is filled in by one CPU, and used by another one that has seen that it is ready. Plain accesses of `ready` race with
// each other, whatever memory is. With READ_ONCE and WRITE_ONCE those of `size` race where memory is weak: nothing says that
// it arrives before `ready` does. With a release and an acquire, and under a lock, nothing races.

import { type bool, scenario, type u8 } from 'faultline';
import { spinlock_t } from 'faultline/kit/spinlock.ts';

export class request {
  size: u8 = 0;
  ready: bool = false;
  readonly lock: spinlock_t = new spinlock_t();
}

export function submit(req: request): void {
  req.size = 3;
  req.ready = true;
}

export function complete(req: request): u8 {
  if (!req.ready) return 0;
  return req.size;
}

class result {
  size: u8 = 0;
}

export default scenario({
  title: 'a request is handed from one CPU to another',
  world() {
    return { req: new request(), result: new result() };
  },
  threads: {
    CPU0(w) {
      submit(w.req);
    },
    CPU1(w) {
      w.result.size = complete(w.req);
    },
  },
  sometimes: { 'the request is done': (w) => w.result.size === 3 },
  claims: [
    {
      id: 'example/handoff',
      by: 'us',
      thread: 'derived',
      property: 'NO-DATA-RACE',
      expect: { '': 'fails', '+once': 'holds', '+release': 'holds', '+locked': 'holds' },
    },
    {
      id: 'example/handoff',
      by: 'us',
      thread: 'derived',
      property: 'NO-DATA-RACE',
      memory: 'weak',
      expect: { '': 'fails', '+once': 'fails', '+release': 'holds', '+locked': 'holds' },
    },
    {
      id: 'example/handoff',
      by: 'us',
      thread: 'derived',
      property: 'NO-DATA-RACE',
      memory: 'tso',
      expect: { '': 'fails', '+once': 'holds', '+release': 'holds', '+locked': 'holds' },
    },
  ],
});
