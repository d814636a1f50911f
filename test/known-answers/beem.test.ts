// SPDX-License-Identifier: MIT
// Counts that BEEM publishes for its instances (R. Pelánek, benchmark of explicit model checkers), with the transitions,
// the depth and the deadlocks that an independent interpreter of the same automata found.

import { expect, test } from 'vitest';
import { type Answer, count } from './count.ts';

const exclusion = 'mutual exclusion';
const neighbours = 'neighbours do not eat at the same time';

const instances: readonly (Answer & { readonly name: string; readonly judge: string })[] = [
  // 3^4 − 1 = 80 states of four philosophers; the deadlock: everybody holds the left fork.
  { name: 'phils-1', judge: neighbours, states: 80, transitions: 212, depth: 9, deadEnds: 1 },
  // 3^6 = 729, and no deadlock: one of six is right-handed.
  { name: 'phils-3', judge: neighbours, states: 729, transitions: 2_916, depth: 16, deadEnds: 0 },
  // The clock ticks when all timers are off, too: those edges lead back to the same state and are counted.
  { name: 'fischer-1', judge: exclusion, states: 634, transitions: 1_395, depth: 17, deadEnds: 0 },
  // The deadlocks are the bound of the model: numbers end at 9.
  { name: 'bakery-1', judge: exclusion, states: 1_506, transitions: 2_697, depth: 100, deadEnds: 4 },
  { name: 'anderson-2', judge: exclusion, states: 1_459, transitions: 3_705, depth: 45, deadEnds: 0 },
  { name: 'anderson-4', judge: exclusion, states: 29_641, transitions: 97_516, depth: 80, deadEnds: 0 },
  { name: 'mcs-1', judge: exclusion, states: 7_963, transitions: 21_503, depth: 48, deadEnds: 0 },
  { name: 'mcs-3', judge: exclusion, states: 571_459, transitions: 2_077_384, depth: 69, deadEnds: 0 },
  // 3 processes. Clearing j and k where they are dead would leave 11,760 states.
  { name: 'peterson-1', judge: exclusion, states: 12_498, transitions: 33_369, depth: 53, deadEnds: 0 },
  // 4 processes; 1,067,376 states with j and k cleared. SPIN 6.5.2 counts the same (bench/).
  { name: 'peterson-4', judge: exclusion, states: 1_119_560, transitions: 3_864_896, depth: 103, deadEnds: 0 },
  { name: 'szymanski-1', judge: exclusion, states: 20_264, transitions: 56_701, depth: 71, deadEnds: 0 },
  { name: 'lamport-1', judge: exclusion, states: 29_242, transitions: 77_286, depth: 56, deadEnds: 0 },
];

test.each(instances)('BEEM $name: $states states', ({ name, judge, ...answer }) => {
  expect(count(`examples/beem/${name}.ts`, judge)).toEqual(answer);
});
