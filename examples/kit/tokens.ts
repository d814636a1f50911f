// SPDX-License-Identifier: MIT
// Tokens that tasks wait for in a queue, exclusively: each wake-up is meant for one of them.

import { atomically, type bool, type u8 } from 'faultline';
import {
  finish_wait,
  prepare_to_wait_event,
  prepare_to_wait_exclusive,
  schedule,
  type task_state,
  type task_struct,
  wait_queue_head_t,
  wake_up,
} from 'faultline/kit/wait.ts';

export class tokens {
  readonly wait: wait_queue_head_t = new wait_queue_head_t();
  free: u8 = 0;
  closed: bool = false;
  interrupted: bool = false;
}

function take(tokens: tokens): bool {
  return atomically(() => {
    if (tokens.free === 0) return false;
    tokens.free--;
    return true;
  });
}

export function take_wait(tokens: tokens, me: task_struct, state: task_state): void {
  for (;;) {
    prepare_to_wait_exclusive(tokens.wait, me, state);
    if (take(tokens)) break;
    schedule(me);
  }
  finish_wait(tokens.wait, me);
  // Who finds a token without having slept may have been woken for another one by then: that wake-up is somebody else's.
  if (tokens.free > 0) wake_up(tokens.wait);
}

/** False: a signal came first. Who was woken for a token takes it, signal or not. */
export function take_interruptible(tokens: tokens, me: task_struct, state: task_state): bool {
  for (;;) {
    const waits = prepare_to_wait_event(tokens.wait, me, state, true);
    if (take(tokens)) break;
    if (!waits) return false;
    schedule(me);
  }
  finish_wait(tokens.wait, me);
  if (tokens.free > 0) wake_up(tokens.wait);
  return true;
}

export function give(tokens: tokens): void {
  atomically(() => {
    tokens.free++;
  });
  wake_up(tokens.wait);
}
