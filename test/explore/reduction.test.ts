// SPDX-License-Identifier: MIT
// What the reduction cuts, in numbers that can be explained. That it cuts nothing that matters: agreement.test.ts.

import { describe, expect, it } from 'vitest';
import { check, FULL } from './check.ts';
import { hand, type Instruction, type Memory } from './hand.ts';
import { abba, independent } from './models.ts';

const write = (name: string): Instruction => ({
  reads: [name],
  writes: [name],
  run: (m) => m.set(name, m.get(name) + 1) as undefined,
});

describe('reduction', () => {
  it.each([2, 3, 4])('%i independent threads of 3 steps: one schedule instead of 4^n states', (threads) => {
    expect(check(independent(threads, 3), 'ASSERTS', FULL).counts.states).toBe(4 ** threads);
    const { counts } = check(independent(threads, 3), 'ASSERTS');
    expect(counts).toMatchObject({ states: 3 * threads + 1, transitions: 3 * threads, ends: 1 });
  });

  // Each thread has a table, and not each pair of them.
  it('goes through more threads than a function has room for pairs of', () => {
    const { counts } = check(independent(257, 1), 'ASSERTS');
    expect(counts).toMatchObject({ states: 258, transitions: 257, ends: 1 });
  });

  it('keeps the interleavings of what is shared', () => {
    const program = hand({
      variables: { shared: 0, a: 0, b: 0 },
      threads: [
        { name: 'A', code: [write('a'), write('shared'), write('a')] },
        { name: 'B', code: [write('b'), write('shared'), write('b')] },
      ],
    });
    expect(check(program, 'ASSERTS', FULL).counts.states).toBe(16);
    // a, b, then the two orders of `shared`, which end in the same counts; last a and b: 2 + 4 + 2 + … below 16.
    const { counts } = check(program, 'ASSERTS');
    expect(counts.states).toBeLessThan(12);
    expect(counts.reduced).toBeGreaterThan(0);
  });

  it('does not cut what a property looks at, and does once a sometimes was seen', () => {
    const program = (kind: 'always' | 'sometimes', holds: (get: (name: string) => number) => boolean) =>
      hand({
        variables: { a: 0, b: 0 },
        threads: [
          { name: 'A', code: [write('a')] },
          { name: 'B', code: [write('b')] },
        ],
        properties: [{ name: 'P', kind, reads: ['a', 'b'], holds }],
      });
    // Only the state with a = 0 and b = 1 breaks it: cutting either order would depend on luck.
    expect(
      check(
        program('always', (get) => get('a') === 1 || get('b') === 0),
        'P',
      ).kind,
    ).toBe('fails');
    expect(
      check(
        program('always', (get) => get('b') === 1 || get('a') === 0),
        'P',
      ).kind,
    ).toBe('fails');
    expect(
      check(
        program('always', () => true),
        'P',
      ).counts.states,
    ).toBe(4);
    expect(
      check(
        program('sometimes', () => true),
        'ASSERTS',
      ).counts.states,
    ).toBe(3);
    expect(
      check(
        program('sometimes', () => false),
        'ASSERTS',
      ).counts.states,
    ).toBe(4);
  });

  // The first goes round through two states; the second's only successor is the state itself.
  it.each([
    { reads: ['a'], writes: ['a'], to: [0], run: (m: Memory) => setTo(m, 1 - m.get('a')) },
    { to: [0], run: () => 0 },
  ])('does not let a private loop put off the others for ever (%#)', (spin) => {
    const program = hand({
      variables: { a: 0, bad: 0 },
      threads: [
        { name: 'spinner', code: [spin] },
        { name: 'B', code: [{ writes: ['bad'], run: (m) => m.set('bad', 1) as undefined }] },
      ],
      properties: [{ name: 'good', kind: 'always', reads: ['bad'], holds: (get) => get('bad') === 0 }],
    });
    for (const order of ['breadth-first', 'depth-first'] as const)
      expect(check(program, 'good', { order }).kind).toBe('fails');
  });

  it('a lock that two threads share is interleaved, the bystander is not', () => {
    const reduced = check(abba(['a', 'b']), 'NO-DEADLOCK').counts;
    const full = check(abba(['a', 'b']), 'NO-DEADLOCK', FULL).counts;
    // The bystander's 3 places multiply the states without reduction, and add 2 with it.
    expect(full.states % 3).toBe(0);
    expect(reduced.states).toBe(full.states / 3 + 2);
  });
});

function setTo(m: Memory, value: number): number {
  m.set('a', value);
  return 0;
}
