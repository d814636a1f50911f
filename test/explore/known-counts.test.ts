// SPDX-License-Identifier: MIT
// Models whose counts others have published, by hand and without reduction; and the same verdicts in every order.

import { describe, expect, it } from 'vitest';
import { check, FULL, failureOf } from './check.ts';
import { abba, dieHard, increment, independent } from './models.ts';
import { peterson } from './peterson.ts';

describe('published counts', () => {
  // generated = initial states + successors, so transitions are generated − 1
  it.each([
    [2, 13, 15, 4],
    [3, 84, 112, 6],
    [4, 755, 1157, 8],
  ])('increment with %i threads: %i states, %i generated, depth %i', (threads, states, generated, depth) => {
    const { kind, counts } = check(increment(threads), 'small', FULL);
    expect({ kind, ...counts }).toMatchObject({ kind: 'holds', states, transitions: generated - 1, depth });
  });

  it('die hard: 16 states, 97 generated, depth 7', () => {
    const { kind, counts } = check(dieHard(), 'ASSERTS', FULL);
    expect({ kind, ...counts }).toMatchObject({ kind: 'holds', states: 16, transitions: 96, depth: 7 });
  });

  it('two threads of 5 independent steps: 36 = 6 · 6 states, depth 10', () => {
    const { counts } = check(independent(2, 5), 'ASSERTS', FULL);
    expect(counts).toMatchObject({ states: 36, depth: 10, deadEnds: 1, ends: 1 });
  });

  // The paper, BEEM peterson.1 and peterson.4; no process ever finishes, so nothing is at rest.
  it.each([
    [3, 12_498, 33_369, 53],
    [4, 1_119_560, 3_864_896, 103],
  ])('peterson with %i processes: %i states, %i transitions, depth %i', (n, states, transitions, depth) => {
    const { kind, counts } = check(peterson(n), 'mutual exclusion', FULL);
    expect({ kind, ...counts }).toMatchObject({ kind: 'holds', states, transitions, depth, deadEnds: 0, ends: 0 });
  });
});

describe('orders', () => {
  it('agree on states and transitions of a complete search', () => {
    for (const order of ['breadth-first', 'depth-first'] as const) {
      const { counts } = check(peterson(3), 'mutual exclusion', { ...FULL, order });
      expect(counts).toMatchObject({ states: 12_498, transitions: 33_369 });
    }
  });

  it('a random walk finds what is easy to find and never says holds', () => {
    const walk = { order: 'random-walk', maxStates: 5_000 } as const;
    expect(failureOf(check(abba(), 'NO-DEADLOCK', walk)).kind).toBe('deadlock');
    const verdict = check(abba(['a', 'b']), 'NO-DEADLOCK', walk);
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'walk' }, counts: { states: 5_000 } });
  });

  it('a random walk depends on its seed alone', () => {
    const trace = (seed: number) =>
      failureOf(check(abba(), 'NO-DEADLOCK', { order: 'random-walk', seed, shortestStates: 0 })).trace;
    expect(trace(7)).toEqual(trace(7));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(trace(seed)))).size).toBeGreaterThan(1);
  });
});
