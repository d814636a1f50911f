// SPDX-License-Identifier: MIT
// The queue lock of Mellor-Crummey and Scott for up to four processes. `pred` is a field because the published counts
// keep it after its last use; testing it is an edge of its own there, so it is a step here.

import { array, atomically, type bool, type ghost, type int, waitUntil } from 'faultline';

const NONE = 4;

export class queue {
  /** Who stands behind each process. */
  next: array<int<0, 4>, 4> = array(4, NONE);
  locked: array<bool, 4> = array(4, false);
  tail: int<0, 4> = NONE;
  critical: ghost<int<0, 4>> = 0;
}

export class process {
  pred: int<0, 4> = 0;
}

/** Process `me`. */
export function queueUp(q: queue, p: process, me: int<0, 3>): void {
  for (;;) {
    acquire(q, p, me);
    q.critical++;
    release(q, me);
  }
}

function acquire(q: queue, p: process, me: int<0, 3>): void {
  q.next[me] = NONE;
  atomically(() => {
    p.pred = q.tail;
    q.tail = me;
  });
  if (p.pred === NONE) return;
  q.locked[me] = true;
  atomically(() => {
    q.next[p.pred] = me;
  });
  waitUntil(() => !q.locked[me]);
}

function release(q: queue, me: int<0, 3>): void {
  const isLast = q.next[me] === NONE;
  q.critical--;
  if (isLast) {
    if (emptied(q, me)) return;
    waitUntil(() => q.next[me] !== NONE);
  }
  atomically(() => {
    q.locked[q.next[me]] = false;
  });
}

/** Takes the last process out of the queue, unless somebody came meanwhile. */
function emptied(q: queue, me: int<0, 3>): bool {
  return atomically(() => {
    if (q.tail !== me) return false;
    q.tail = NONE;
    return true;
  });
}
