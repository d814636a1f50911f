// SPDX-License-Identifier: MIT
// The classic shapes under each memory: what is known of them, and the machine beside the axioms.

import { describe, expect, it } from 'vitest';
import { seen } from '../../src/report/litmus.ts';
import { answer } from '../litmus/answer.ts';
import { type Model, models } from './axioms.ts';
import { compared } from './compare.ts';
import { litmusOf } from './programs.ts';
import { cycles, type Shape, shapesOf } from './shapes.ts';

const shapes = new Map(
  Object.keys(cycles)
    .flatMap(shapesOf)
    .map((one): [string, Shape] => [one.program.name, one]),
);

function told(name: string, memory: Model): string {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const found = answer(litmusOf(shape.program, shape.asked), { memory });
  return `${seen(found)} ${found.states.length}`;
}

describe('shapes', () => {
  // What is asked is a cycle, which one order of all accesses never has; a store buffer lets a read pass a write, and nothing
  // else. In the last column, what the kernel's model says, but for load buffering.
  it.each([
    ['CoRR', 'Never 3', 'Never 3', 'Never 3'],
    ['SB+po+po', 'Never 3', 'Sometimes 4', 'Sometimes 4'],
    ['SB+mb+po', 'Never 3', 'Sometimes 4', 'Sometimes 4'],
    ['SB+mb+mb', 'Never 3', 'Never 3', 'Never 3'],
    ['MP+po+po', 'Never 3', 'Never 3', 'Sometimes 4'],
    ['MP+wmb+po', 'Never 3', 'Never 3', 'Sometimes 4'],
    ['MP+wmb+rmb', 'Never 3', 'Never 3', 'Never 3'],
    ['MP+release+acquire', 'Never 3', 'Never 3', 'Never 3'],
    ['MP+lock+lock', 'Never 2', 'Never 2', 'Never 2'],
    ['LB+po+po', 'Never 3', 'Never 3', 'Never 3'],
    ['R+po+po', 'Never 3', 'Sometimes 4', 'Sometimes 4'],
    ['R+mb+mb', 'Never 3', 'Never 3', 'Never 3'],
    ['S+po+po', 'Never 3', 'Never 3', 'Sometimes 4'],
    ['S+wmb+data', 'Never 3', 'Never 3', 'Never 3'],
    ['2+2W+po+po', 'Never 3', 'Never 3', 'Sometimes 4'],
    ['2+2W+wmb+wmb', 'Never 3', 'Never 3', 'Sometimes 4'],
    ['2+2W+mb+mb', 'Never 3', 'Never 3', 'Never 3'],
    ['WRC+po+po', 'Never 7', 'Never 7', 'Sometimes 8'],
    ['WRC+release+rmb', 'Never 7', 'Never 7', 'Never 7'],
    ['ISA2+release+release+acquire', 'Never 7', 'Never 7', 'Never 7'],
    ['RWC+rmb+mb', 'Never 7', 'Never 7', 'Sometimes 8'],
    ['RWC+mb+mb', 'Never 7', 'Never 7', 'Never 7'],
    ['IRIW+po+po', 'Never 15', 'Never 15', 'Sometimes 16'],
    ['IRIW+rmb+rmb', 'Never 15', 'Never 15', 'Sometimes 16'],
    ['IRIW+mb+mb', 'Never 15', 'Never 15', 'Never 15'],
    ['Z6.0+wmb+data+po', 'Never 7', 'Sometimes 8', 'Sometimes 8'],
  ] as const)('%s', (name, ...expected) => {
    expect(models.map((model) => told(name, model))).toEqual(expected);
  });

  // What returns nothing is no read for a barrier between reads: the kernel's model says so, and so it may come before what stands
  // in front of the barrier. What returns a value does not, and a full barrier holds both back.
  it.each([
    ['smp_rmb', 'atomic_add(1, x)', 'Sometimes'],
    ['smp_rmb', 'r1 = atomic_fetch_add_relaxed(1, x)', 'Never'],
    ['smp_mb', 'atomic_add(1, x)', 'Never'],
  ] as const)(
    'a store in front of another one, seen the other way round behind %s(): %s',
    (barrier, operation, expected) => {
      const test = `C S
{ int x = 0; int y = 0; }
P0(int *x, int *y) { WRITE_ONCE(*x, 2); smp_mb(); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0; int r1; r0 = READ_ONCE(*y); ${barrier}(); ${operation}; }
exists (1:r0=1 /\\ x=2)
`;
      expect(seen(answer(test, { memory: 'weak' }))).toBe(expected);
    },
  );

  // A read-modify-write in between carries on what the release did; a plain exchange of the value, by a read and a write, does not.
  it.each([
    ['r0 = xchg_relaxed(z, 2);', 'Never'],
    ['r0 = READ_ONCE(*z); if (r0 == 1) { WRITE_ONCE(*z, 2); }', 'Sometimes'],
  ] as const)('a release that reaches an acquire through %s', (between, expected) => {
    const test = `C chain
{ int x = 0; int z = 0; }
P0(int *x, int *z) { WRITE_ONCE(*x, 1); smp_store_release(z, 1); }
P1(int *z) { int r0; ${between} }
P2(int *x, int *z) { int r0; int r1; r0 = smp_load_acquire(z); r1 = READ_ONCE(*x); }
exists (1:r0=1 /\\ 2:r0=2 /\\ 2:r1=0)
`;
    expect(seen(answer(test, { memory: 'weak' }))).toBe(expected);
  });

  it('are many', () => {
    // Two edges of program order: 5·6 for MP, 3·3 for SB, and so on; what an address does not fit is left out.
    expect(shapes.size).toBeGreaterThan(500);
  });

  it('have the final states that the axioms allow', () => {
    // Every eleventh: the lists of edges have 3, 5, 6 and 8 members, so all of them occur.
    const some = [...shapes.values()].filter((_, i) => i % 11 === 0);
    for (const { program } of some)
      expect({ ...compared(program, models, 20_000), of: program.name }).not.toMatchObject({ kind: 'different' });
  });
});
