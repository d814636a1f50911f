// SPDX-License-Identifier: MIT
// What a call on one line tells: what it left changed; where memory is weaker, also what memory does not hold, and what is old.

import { expect, test } from 'vitest';
import type { Event } from '../../src/compile/program.ts';
import type { Leaf } from '../../src/report/call-tree.ts';
import type { Cells } from '../../src/report/cells.ts';
import { summary } from '../../src/report/summary.ts';
import { read, write } from './events.ts';

/** All of it is met by others, and nothing of it decides. */
const cells = { standing: () => 'meeting', decides: () => false } as unknown as Cells;

const told = (...events: readonly Event[]): string | undefined => {
  const leaves = events.map((effect) => ({
    kind: 'effect',
    step: 0,
    effect,
    partOfStep: false,
    reads: [],
    told: false,
  }));
  return summary(leaves as unknown as readonly Leaf[], [], cells)[0];
};
const as = (event: Event, how: 'buffered' | 'behind' | 'old' | 'own'): Event => ({ ...event, how }) as Event;

test('what came back to where it was is no change', () => {
  expect(told(write('page0.dirty', 'false', 'true'))).toBe('page0.dirty false → true');
  expect(told(write('page0.dirty', 'false', 'true'), write('page0.dirty', 'true', 'false'))).toBe('');
});

test('a store in a buffer is one, whatever memory holds', () => {
  expect(told(as(write('page0.dirty', 'false', 'false'), 'buffered'))).toBe(
    'page0.dirty = false (in its store buffer)',
  );
  expect(told(as(write('page0.dirty', 'false', 'false'), 'behind'))).toBe('page0.dirty = false (behind a newer value)');
});

test('a read is why only where it is old', () => {
  expect(told(read('page0.dirty', 'false'))).toBe('');
  expect(told(as(read('page0.dirty', 'false'), 'own'))).toBe('');
  expect(told(as(read('page0.dirty', 'false'), 'old'))).toBe('reads page0.dirty false (an old value)');
});
