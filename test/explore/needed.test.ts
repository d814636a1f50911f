// SPDX-License-Identifier: MIT
// The fewest steps of the environment are those of the property, not of the bad state that the search met first; and
// a bound of the model never counts as a proof of them.

import { describe, expect, it } from 'vitest';
import { check, failureOf } from './check.ts';
import { type HandProgram, hand, type Instruction, type Result } from './hand.ts';

const set = (name: string, value: number): Instruction => ({
  writes: [name],
  run: (m) => m.set(name, value) as undefined,
});

/** Bad where x is 9: one step of the environment does it, or four steps of the thread. */
const twoWays = (second: (() => Result) | null = null): HandProgram => ({
  variables: { x: 0 },
  threads: [
    {
      name: 'T',
      code: [
        set('x', 1),
        { writes: ['x'], run: (m) => second?.() ?? (m.set('x', 2) as undefined) },
        set('x', 3),
        set('x', 9),
        set('x', 4),
      ],
    },
    { name: 'E', role: 'environment', code: [{ writes: ['x'], run: (m) => m.set('x', 9) as undefined }] },
  ],
  properties: [
    { name: 'never 9', kind: 'always', reads: ['x'], holds: (get) => get('x') !== 9 },
    { name: 'ends with 4', kind: 'atEnd', reads: ['x'], holds: (get) => get('x') === 4 },
  ],
});

describe('the environment steps that a failure needs', () => {
  it('are the fewest of all bad states, also where another bad state is nearer', () => {
    const { trace } = failureOf(check(hand(twoWays()), 'never 9'));
    expect(trace).toMatchObject({ environmentSteps: 0, shortest: true, steps: { length: 4 } });
    // At the end x is 4, unless the environment comes last.
    const { trace: last } = failureOf(check(hand(twoWays()), 'ends with 4'));
    expect(last).toMatchObject({ environmentSteps: 1, shortest: true, steps: { length: 6 } });
  });

  it('are not known where a cheaper run comes to an empty pool', () => {
    // The environment's way is found; what would come after the allocation, nobody knows.
    const starved = hand(twoWays(() => ({ fault: 'pool' })));
    expect(failureOf(check(starved, 'never 9')).trace).toMatchObject({ environmentSteps: 1, shortest: false });
    // A pool that is empty only behind the failure is no reason to doubt it.
    const later = twoWays();
    const [thread, ...others] = later.threads;
    const threads = [
      { name: 'T', code: [...(thread?.code ?? []), { run: () => ({ fault: 'pool' as const }) }] },
      ...others,
    ];
    expect(failureOf(check(hand({ ...later, threads }), 'never 9')).trace).toMatchObject({
      environmentSteps: 0,
      shortest: true,
    });
  });

  it('are not known where the search for the shortest story meets its budget', () => {
    expect(failureOf(check(hand(twoWays()), 'never 9', { shortestStates: 2 })).trace?.shortest).toBe(false);
  });
});
