// SPDX-License-Identifier: MIT
// Two-phase commit of Gray and Lamport with N resource managers; the twin of examples/two-phase-commit/protocol.ts,
// edge for edge. Nobody's control moves: each process is one set of edges, tried again and again.
#ifndef N
#define N 7
#endif
#define WORKING 0
#define PREPARED 1
#define COMMITTED 2
#define ABORTED 3
#define BIT(m) (1 << (m))
#define EVERYBODY (BIT(N) - 1)

byte decision = WORKING;
byte heard; // who the transaction manager knows to be prepared, one bit each
byte ready; // who has sent "prepared"
bool commit;
bool abort;
byte manager[N] = WORKING;

#define HEAR(m) d_step { decision == WORKING && (ready & BIT(m)) -> heard = heard | BIT(m) }

active proctype transaction_manager() {
  do
  :: d_step { decision == WORKING && heard == EVERYBODY -> decision = COMMITTED; commit = true }
  :: d_step { decision == WORKING -> decision = ABORTED; abort = true }
  :: HEAR(0)
  :: HEAR(1)
#if N > 2
  :: HEAR(2)
#endif
#if N > 3
  :: HEAR(3)
#endif
#if N > 4
  :: HEAR(4)
#endif
#if N > 5
  :: HEAR(5)
#endif
#if N > 6
  :: HEAR(6)
#endif
  od
}

#define ME (_pid - 1)

active [N] proctype resource_manager() {
  do
  :: d_step { manager[ME] == WORKING -> manager[ME] = PREPARED; ready = ready | BIT(ME) }
  :: d_step { manager[ME] == WORKING -> manager[ME] = ABORTED }
  :: d_step { commit -> manager[ME] = COMMITTED }
  :: d_step { abort -> manager[ME] = ABORTED }
  od
}
