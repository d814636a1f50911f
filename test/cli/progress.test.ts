// SPDX-License-Identifier: MIT
// The words of the progress line.

import { expect, it } from 'vitest';
import { progressText, type Searching } from '../../src/cli/progress.ts';
import type { Phase } from '../../src/explore/options.ts';
import { questionsOf } from './questions.ts';

function searching(place: number, states: number, phase: Phase = 'search'): Searching {
  const { claim } = questionsOf(place + 1)[place] ?? { claim: null };
  if (claim === null) throw new Error(`no claim ${place}`);
  const counts = { states, transitions: 0, depth: 0, memory: states * 1024, milliseconds: 500, reduced: 0 };
  return {
    claim,
    progress: { phase, frontier: states / 10, counts: { ...counts, deadEnds: 0, ends: 0, outcomes: 0 } },
  };
}

it('tells of one search', () => {
  expect(progressText(0, 1, [searching(0, 1000)])).toBe(
    '0/1 claim · 1,000 states · 2,000 states/s · frontier 100 · 1000K · mine/0 no update is lost',
  );
});

it('adds up the searches of all workers', () => {
  expect(progressText(3, 1200, [searching(0, 1000), searching(1, 3000, 'shortest story')])).toBe(
    '3/1,200 claims · 4,000 states · 8,000 states/s · frontier 400 · 3.9M · mine/0 no update is lost, mine/1 no update is lost (shortest story)',
  );
});

it('says which search will fill its memory first', () => {
  const one = searching(0, 1000);
  const other = { ...one, progress: { ...one.progress, fullAt: 51_987_654 } };
  const later = { ...one, progress: { ...one.progress, fullAt: 90_000_000 } };
  expect(progressText(0, 3, [one, later, other])).toContain('frontier 300 · 2.9M (full at 52,000,000 states) · ');
});
