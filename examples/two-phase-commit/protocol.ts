// SPDX-License-Identifier: MIT
// Two-phase commit as Gray and Lamport specify it in "Consensus on Transaction Commit". Messages are never lost and never
// removed, only late, so the set of messages sent is a flag for each message there can be. One edge of their
// specification is one `atomically`; receiving a message again is an edge too, though it changes nothing. Arrays have
// room for seven managers: those that a scenario leaves out stay `working` and cost no state.

import { array, atomically, type bool, choose, type int, waitUntil } from 'faultline';

export enum Phase {
  working,
  prepared,
  committed,
  aborted,
}

const MOST = 7;

export class transaction {
  /** The transaction manager's: `working` until it has decided. */
  decision: Phase = Phase.working;
  /** Resource managers the transaction manager knows to be prepared. */
  heard: array<bool, 7> = array(7, false);
  manager: array<Phase, 7> = array(7, Phase.working);
  /** Messages: "prepared" from each manager, "commit" and "abort" to all. */
  ready: array<bool, 7> = array(7, false);
  commit: bool = false;
  abort: bool = false;
}

/** The transaction manager, with `n` resource managers. */
export function coordinate(t: transaction, n: int<1, 7>): void {
  for (;;) {
    atomically(() => {
      waitUntil(() => t.decision === Phase.working);
      const edge = choose(n + 2);
      if (edge === n) {
        waitUntil(() => everybodyIsPrepared(t, n));
        t.decision = Phase.committed;
        t.commit = true;
      } else if (edge === n + 1) {
        t.decision = Phase.aborted;
        t.abort = true;
      } else {
        waitUntil(() => t.ready[edge]);
        t.heard[edge] = true;
      }
    });
  }
}

/** Resource manager `me`. */
export function manage(t: transaction, me: int<0, 6>): void {
  for (;;) {
    atomically(() => {
      switch (choose(4)) {
        case 0:
          waitUntil(() => t.manager[me] === Phase.working);
          t.manager[me] = Phase.prepared;
          t.ready[me] = true;
          break;
        case 1:
          waitUntil(() => t.manager[me] === Phase.working);
          t.manager[me] = Phase.aborted;
          break;
        case 2:
          waitUntil(() => t.commit);
          t.manager[me] = Phase.committed;
          break;
        case 3:
          waitUntil(() => t.abort);
          t.manager[me] = Phase.aborted;
          break;
      }
    });
  }
}

function everybodyIsPrepared(t: transaction, n: int<1, 7>): bool {
  for (let m: int<0, 7> = 0; m < n; m++) if (!t.heard[m]) return false;
  return true;
}

/** Whether any manager is in the phase. */
export function someone(t: transaction, phase: Phase): bool {
  for (let m: int<0, 7> = 0; m < MOST; m++) if (t.manager[m] === phase) return true;
  return false;
}
