// SPDX-License-Identifier: MIT
// Three locks. Each is taken and given back for ever; what they differ in is whether everybody gets his turn.

import { atomically, type bool, type ghost, type int, waitUntil } from 'faultline';

export class test_and_set_lock {
  held: bool = false;
}

/** Looks and takes in one instruction, when the lock happens to be free. */
export function tas_lock(lock: test_and_set_lock): void {
  atomically(() => {
    waitUntil(() => !lock.held);
    lock.held = true;
  });
}

export function tas_unlock(lock: test_and_set_lock): void {
  lock.held = false;
}

/** Numbers are drawn in turn, and wrap around: one more number than processors would be enough. */
export class ticket_lock {
  next: int<0, 3> = 0;
  owner: int<0, 3> = 0;
}

/** @returns the number that was drawn */
export function draw(lock: ticket_lock): int<0, 3> {
  return atomically(() => {
    const mine = lock.next;
    lock.next = mine === 3 ? 0 : mine + 1;
    return mine;
  });
}

export function ticket_wait(lock: ticket_lock, mine: int<0, 3>): void {
  waitUntil(() => lock.owner === mine);
}

export function ticket_unlock(lock: ticket_lock): void {
  const owner = lock.owner;
  lock.owner = owner === 3 ? 0 : owner + 1;
}

/** A place in the queue, one for each processor (Mellor-Crummey and Scott). */
export class place {
  next: place | null = null;
  waiting: bool = false;
}

export class queue_lock {
  tail: place | null = null;
}

export function queue_lock_wait(lock: queue_lock, mine: place): void {
  mine.next = null;
  mine.waiting = true;
  const before = atomically(() => {
    const tail = lock.tail;
    lock.tail = mine;
    return tail;
  });
  if (before === null) return;
  before.next = mine;
  waitUntil(() => !mine.waiting);
}

export function queue_unlock(lock: queue_lock, mine: place): void {
  if (mine.next === null) {
    const last = atomically(() => {
      if (lock.tail !== mine) return false;
      lock.tail = null;
      return true;
    });
    if (last) return;
    waitUntil(() => mine.next !== null);
  }
  const next = mine.next;
  if (next !== null) next.waiting = false;
}

/** What a processor is at, for properties. */
export class processor {
  waits: ghost<bool> = false;
  inside: ghost<bool> = false;
}

export function tas_round(lock: test_and_set_lock, me: processor): void {
  me.waits = true;
  tas_lock(lock);
  me.waits = false;
  me.inside = true;
  tas_unlock(lock);
  me.inside = false;
}

export function ticket_round(lock: ticket_lock, me: processor): void {
  me.waits = true;
  ticket_wait(lock, draw(lock));
  me.waits = false;
  me.inside = true;
  ticket_unlock(lock);
  me.inside = false;
}

export function queue_round(lock: queue_lock, mine: place, me: processor): void {
  me.waits = true;
  queue_lock_wait(lock, mine);
  me.waits = false;
  me.inside = true;
  queue_unlock(lock, mine);
  me.inside = false;
}
