// SPDX-License-Identifier: MIT
// Small models whose counts others publish. TLC and stateright print what they generate: the initial state plus every
// transition, so `generated − 1` is written where theirs is the number.

import { expect, test } from 'vitest';
import { type Answer, count, verdictOf } from './count.ts';

const cases: readonly (Answer & { readonly file: string; readonly judge: string })[] = [
  // The 13 states of two threads, written out: nobody has read; one has (2 states); both have; one has written 1 before the
  // other read (2) or after (2); the other then read 1 (2); both wrote 1; both wrote, the last one 2 (2 states, by who
  // was first). Ends: the last three.
  { file: 'increment/two-threads', judge: 'NO-DEADLOCK', states: 13, transitions: 15 - 1, depth: 4, deadEnds: 3 },
  { file: 'increment/three-threads', judge: 'NO-DEADLOCK', states: 84, transitions: 112 - 1, depth: 6, deadEnds: 16 },
  { file: 'increment/four-threads', judge: 'NO-DEADLOCK', states: 755, transitions: 1157 - 1, depth: 8, deadEnds: 109 },
  // With the lock there are two stories of 8 steps (lock, read, write, unlock, twice), apart from the first step on: 1 + 2 × 8.
  { file: 'increment/with-lock', judge: 'NO-DEADLOCK', states: 17, transitions: 16, depth: 8, deadEnds: 2 },
  // 6 × 6 states; each of two threads steps from 5 of its 6: 2 × 5 × 6 transitions.
  { file: 'independent', judge: 'NO-DEADLOCK', states: 36, transitions: 60, depth: 10, deadEnds: 1 },
  // Of the 4 × 6 fillings of two jugs, 16 have one jug empty or full. Six moves from each.
  { file: 'die-hard', judge: 'NO-DEADLOCK', states: 16, transitions: 97 - 1, depth: 7, deadEnds: 0 },
  // Gray and Lamport's two-phase commit. 288 and 1,146 are TLC's numbers, 288 and 8,832 stateright's.
  ...[
    { managers: 2, states: 56, transitions: 154 - 1, depth: 7 },
    { managers: 3, states: 288, transitions: 1_146 - 1, depth: 10 },
    { managers: 4, states: 1_568, transitions: 8_258 - 1, depth: 13 },
    { managers: 5, states: 8_832, transitions: 58_146 - 1, depth: 16 },
  ].map(({ managers, ...answer }) => ({
    file: `two-phase-commit/${managers}-managers`,
    judge: 'managers agree',
    // Receiving the decision again is possible for ever.
    deadEnds: 0,
    ...answer,
  })),
];

test.each(cases)('$file: $states states', ({ file, judge, ...answer }) => {
  expect(count(`examples/${file}.ts`, judge)).toEqual(answer);
});

test('independent steps, with reduction: one schedule of ten steps, 11 states', () => {
  expect(verdictOf('examples/independent.ts', 'both are done', true)).toMatchObject({
    kind: 'holds',
    counts: { states: 11, transitions: 10, depth: 10 },
  });
});
