// SPDX-License-Identifier: MIT
// The machine beside the axioms, on random programs: the same final states, all of them, in every memory.

import { describe, expect, it } from 'vitest';
import { models, outcomesOf } from './axioms.ts';
import { compared } from './compare.ts';
import { type FenceKind, type Instruction, litmusOf, type Order } from './programs.ts';
import { races, raceVerdict } from './races.ts';
import { randomProgram } from './random.ts';

/** A program that the oracle finds large is left to `npm run fuzz:memory`. */
const most = 2000;
const programs = Array.from({ length: 100 }, (_, i) => randomProgram(i + 1));

const at = (name: string) => ({ kind: 'variable', name }) as const;
const write = (to: string, value: number): Instruction => ({
  kind: 'write',
  to: at(to),
  value: { kind: 'number', value },
  order: 'once',
});
const copy = (to: string, register: string): Instruction => ({
  kind: 'write',
  to: at(to),
  value: { kind: 'sum', register, value: 0 },
  order: 'once',
});
const read = (register: string, from: string, order: 'once' | 'acquire' = 'once'): Instruction => ({
  kind: 'read',
  register,
  from: at(from),
  order,
});
const fence = (kind: FenceKind): Instruction => ({ kind: 'fence', fence: kind });
const swap = (register: string, of: string, value: number, order: Order): Instruction => ({
  kind: 'exchange',
  register,
  of,
  value: { kind: 'number', value },
  order,
});
const compare = (register: string, of: string): Instruction => ({
  kind: 'compare',
  register,
  of,
  expected: 1,
  value: { kind: 'number', value: 2 },
  order: 'mb',
});

describe('random programs', () => {
  it('have the final states that the axioms allow', () => {
    const counts = { same: 0, different: 0, 'left out': 0 };
    for (const program of programs) {
      const found = compared(program, models, most);
      counts[found.kind]++;
      expect({ ...found, of: litmusOf(program) }).not.toMatchObject({ kind: 'different' });
    }
    // Most of them are compared.
    expect(counts.same).toBeGreaterThan(80);
  });

  it('race where stores wait in buffers as programs do that are cut off in front of both accesses', () => {
    const counts = { fails: 0, holds: 0, 'left out': 0 };
    for (const seed of Array.from({ length: 40 }, (_, i) => i + 1)) {
      const program = randomProgram(seed, 25);
      const found = races(program, most, 'tso');
      const expected = found === null ? 'left out' : found ? 'fails' : 'holds';
      counts[expected]++;
      if (expected !== 'left out')
        expect({ of: litmusOf(program), said: raceVerdict(program, 'tso') }).toMatchObject({ said: expected });
    }
    expect(counts.fails).toBeGreaterThan(8);
    expect(counts.holds).toBeGreaterThan(8);
  });

  it('has no order behind a cmpxchg() that fails', () => {
    // A write behind it comes to stand in front of one that was made before what it found.
    expect(compared(randomProgram(1_000_582), ['weak'], 50_000)).toMatchObject({ kind: 'same' });
  });

  it('knows where a grace period begins what a full barrier has shown to all', () => {
    expect(compared(randomProgram(10_005_784), ['weak'], 50_000)).toMatchObject({ kind: 'same' });
  });

  it('reads in a section nothing that comes behind a grace period which waits for it: that is load buffering', () => {
    for (const seed of [10_007_534, 11_015_585])
      expect(compared(randomProgram(seed), ['weak'], 50_000)).toMatchObject({ kind: 'same' });
  });

  /** Each was found by a random program, and then made smaller: the machine showed less than the axioms allow. */
  const found: Readonly<Record<string, readonly (readonly Instruction[])[]>> = {
    'a barrier for reads has nothing to do with what an atomic_add() reads, nor with what that one carries on': [
      [write('x', 1), fence('mb'), write('y', 2)],
      [{ kind: 'add', register: null, of: 'y', value: 1, order: 'none' }, fence('rmb'), read('r0', 'x')],
    ],
    'that a write comes behind what its CPU has read of the same variable, orders no write to another': [
      [write('y', 2), fence('mb'), write('y', 1), swap('r0', 'x', 1, 'mb')],
      [read('r0', 'y', 'acquire'), read('r1', 'x')],
      [read('r0', 'x'), { kind: 'add', register: 'r1', of: 'y', value: 1, order: 'once' }],
    ],
    'smp_mb__before_atomic() in front of a cmpxchg() that fails': [
      [write('x', 1), fence('before-atomic'), compare('r0', 'y'), read('r1', 'z')],
      [write('z', 1), fence('mb'), read('r0', 'x')],
    ],
    'smp_mb__before_atomic() in front of no atomic operation': [
      [write('x', 1), fence('before-atomic'), write('z', 1), read('r0', 'y')],
      [write('y', 1), fence('mb'), read('r0', 'x')],
    ],
    'the barrier behind a fully ordered operation is made later than what the operation writes can be seen': [
      [swap('r0', 'x', 1, 'mb'), read('r1', 'z')],
      [read('r0', 'x'), copy('y', 'r0')],
      [read('r0', 'y'), fence('mb'), read('r1', 'x')],
    ],
    'the barrier in front of a fully ordered operation is made earlier than what the operation reads was written': [
      [swap('r0', 'y', 3, 'mb')],
      [write('y', 2), fence('mb'), write('x', 1)],
      [read('r0', 'x'), write('y', 1)],
    ],
    'smp_mb__before_atomic() is made earlier than the operation behind it': [
      [write('x', 1), fence('before-atomic'), swap('r0', 'y', 2, 'once'), read('r1', 'z')],
      [write('z', 1), fence('mb'), read('r0', 'x'), write('y', 1)],
    ],
    'smp_mb__before_atomic() in front of the end of a section, and an operation behind that': [
      [write('y', 1), fence('mb'), write('x', 1)],
      [
        fence('rcu-lock'),
        write('y', 2),
        fence('before-atomic'),
        fence('rcu-unlock'),
        { kind: 'add', register: null, of: 'x', value: 1, order: 'none' },
        read('r0', 'y'),
      ],
    ],
    'smp_mb__before_atomic() in front of a lock': [
      [write('x', 1), fence('before-atomic'), { kind: 'lock', of: 's' }, read('r0', 'z'), { kind: 'unlock', of: 's' }],
      [write('z', 1), fence('mb'), read('r0', 'x')],
    ],
    'the end of a read-side section has nothing to do with that of another CPU, where somebody waits for both': [
      [
        fence('rcu-lock'),
        { kind: 'add', register: 'r0', of: 'y', value: 1, order: 'once' },
        fence('rcu-unlock'),
        fence('mb'),
        { kind: 'add', register: 'r1', of: 'z', value: 1, order: 'once' },
      ],
      [
        swap('r0', 'z', 1, 'acquire'),
        fence('rcu-lock'),
        write('z', 2),
        fence('rcu-unlock'),
        { kind: 'write', to: at('y'), value: { kind: 'sum', register: 'r0', value: 1 }, order: 'once' },
      ],
      [fence('rcu-sync')],
    ],
    'a branch orders what is written on one of its ways, and nothing where they meet': [
      [write('x', 1), fence('wmb'), write('y', 1)],
      [
        read('r0', 'y'),
        { kind: 'if', register: 'r0', is: 1, body: [write('z', 1), { kind: 'if', register: 'r0', is: 1, body: [] }] },
        write('x', 2),
      ],
      [read('r0', 'z'), { kind: 'if', register: 'r0', is: 1, body: [read('r1', 'x'), write('x', 3)] }, write('z', 2)],
    ],
    'smp_mb__after_atomic() behind none': [
      [write('x', 1), fence('after-atomic'), read('r0', 'y')],
      [write('y', 1), fence('mb'), read('r0', 'x')],
    ],
  };

  it.each(Object.keys(found))('%s', (name) => {
    const program = { name, variables: { x: 0, y: 0, z: 0 }, locks: ['s'], threads: found[name] ?? [] };
    expect(compared(program, models, 50_000)).toMatchObject({ kind: 'same' });
  });

  it.each(['tso', 'weak'] as const)('a barrier beside an atomic operation is full, alone it is none: %s', (model) => {
    // Each stores and then reads what the other stores. Both may read the old value, unless the barriers are some.
    const bothOld = (first: readonly Instruction[]): boolean => {
      const threads = [
        [...first, read('r0', 'y')],
        [write('y', 1), fence('mb'), read('r0', 'x')],
      ];
      const program = { name: 'both old', variables: { x: 0, y: 0, z: 0 }, locks: [], threads };
      expect(compared(program, [model], 50_000)).toMatchObject({ kind: 'same' });
      return [...(outcomesOf(program, [model])?.[model] ?? [])].some((one) => /0:r0=0 1:r0=0/.test(one));
    };
    const add: Instruction = { kind: 'add', register: null, of: 'z', value: 1, order: 'none' };
    expect(bothOld([write('x', 1), fence('before-atomic'), add])).toBe(false);
    expect(bothOld([write('x', 1), fence('before-atomic'), write('z', 1)])).toBe(true);
    expect(bothOld([write('x', 1), fence('before-atomic')])).toBe(true);
    expect(bothOld([write('x', 1), add, fence('after-atomic')])).toBe(false);
    expect(bothOld([write('x', 1), fence('after-atomic')])).toBe(true);
    expect(bothOld([write('x', 1), add])).toBe(model === 'weak');
  });

  it('race where the axioms say so, and nowhere else', () => {
    const counts = { fails: 0, holds: 0, 'left out': 0 };
    for (const seed of Array.from({ length: 100 }, (_, i) => i + 1)) {
      const program = randomProgram(seed, 25);
      const found = races(program, most);
      const expected = found === null ? 'left out' : found ? 'fails' : 'holds';
      counts[expected]++;
      if (expected !== 'left out')
        expect({ of: litmusOf(program), said: raceVerdict(program) }).toMatchObject({ said: expected });
    }
    expect(counts.fails).toBeGreaterThan(30);
    expect(counts.holds).toBeGreaterThan(30);
  });
});
