// SPDX-License-Identifier: MIT
// Peterson's filter for N processes; the twin of examples/beem/peterson.ts, edge for edge. `-o2` is needed: by default
// SPIN clears locals that nobody reads again, and the published count keeps them.
#ifndef N
#define N 4
#endif

byte pos[N];
byte step[N];

active [N] proctype process() {
  byte j, k;
  do
  :: j = 1;
     do
     :: d_step { j < N -> pos[_pid] = j };
        d_step { step[j - 1] = _pid; k = 0 };
        do
        :: d_step { (k < N && (k == _pid || pos[k] < j)) -> k++ }
        :: d_step { (step[j - 1] != _pid || k == N) -> j++ }; break
        od
     :: j == N -> break
     od;
     pos[_pid] = 0
  od
}
