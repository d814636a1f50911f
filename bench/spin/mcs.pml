// SPDX-License-Identifier: MIT
// The queue lock of Mellor-Crummey and Scott for N processes; the twin of examples/beem/mcs.ts, edge for edge.
#ifndef N
#define N 4
#endif
#define NONE N

byte next[N] = NONE;
bool locked[N];
byte tail = NONE;

active [N] proctype process() {
  byte pred;
noncritical:
  next[_pid] = NONE;
  d_step { pred = tail; tail = _pid };
  if
  :: pred == NONE
  :: pred != NONE;
     locked[_pid] = true;
     next[pred] = _pid;
     !locked[_pid]
  fi;
  if
  :: next[_pid] == NONE;
     if
     :: d_step { tail == _pid -> tail = NONE }; goto noncritical
     :: tail != _pid; next[_pid] != NONE
     fi
  :: next[_pid] != NONE
  fi;
  locked[next[_pid]] = false;
  goto noncritical
}
