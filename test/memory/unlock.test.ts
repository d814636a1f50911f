// SPDX-License-Identifier: MIT
// An unlock and a lock behind it, by one CPU: what stands in front of the one comes before what stands behind the other, whatever locks
// they are, as the kernel's model has it. In one section, nothing is ordered.

import { expect, test } from 'vitest';
import { statesOf } from '../litmus/answer.ts';
import { compared } from './compare.ts';
import { type FenceKind, type Instruction, litmusOf, type SmallProgram } from './programs.ts';
import { randomProgram } from './random.ts';

const read = (register: string, name: string): Instruction => ({
  kind: 'read',
  register,
  from: { kind: 'variable', name },
  order: 'once',
});
const write = (name: string, value = 1): Instruction => ({
  kind: 'write',
  to: { kind: 'variable', name },
  value: { kind: 'number', value },
  order: 'once',
});
const fence = (kind: FenceKind): Instruction => ({ kind: 'fence', fence: kind });

const lock = (of: string): Instruction => ({ kind: 'lock', of });
const unlock = (of: string): Instruction => ({ kind: 'unlock', of });

/** The two accesses, in sections under these locks. */
function inSections([first, second]: readonly [Instruction, Instruction], locks: string): readonly Instruction[] {
  if (locks === 's') return [lock('s'), first, second, unlock('s')];
  const next = locks.slice(1);
  return [lock('s'), first, unlock('s'), lock(next), second, unlock(next)];
}

/** Two threads, each in two sections, under the same lock or under two. */
function sectioned(seed: number): SmallProgram {
  const program = randomProgram(seed);
  const threads = program.threads.slice(0, 2).map((thread, i) => {
    const code = thread.filter(
      (one) => !['lock', 'unlock'].includes(one.kind) && !(one.kind === 'fence' && /rcu|lock/.test(one.fence)),
    );
    const next = (seed + i) % 2 === 0 ? 's' : 't';
    const half = Math.ceil(code.length / 2);
    return [lock('s'), ...code.slice(0, half), unlock('s'), lock(next), ...code.slice(half), unlock(next)];
  });
  return { ...program, locks: ['s', 't'], threads };
}

const shapes: readonly {
  readonly name: string;
  readonly ordered: readonly [Instruction, Instruction];
  readonly other: readonly Instruction[];
  /** What is asked for, in the final state. */
  readonly seen: readonly string[];
}[] = [
  {
    name: 'two reads',
    ordered: [read('r0', 'y'), read('r1', 'x')],
    other: [write('x'), fence('wmb'), write('y')],
    seen: ['0:r0=1', '0:r1=0'],
  },
  {
    name: 'two writes',
    ordered: [write('x'), write('y')],
    other: [read('r0', 'y'), fence('rmb'), read('r1', 'x')],
    seen: ['1:r0=1', '1:r1=0'],
  },
  {
    name: 'a read and a write',
    ordered: [read('r0', 'y'), write('x', 1)],
    other: [write('x', 2), fence('wmb'), write('y')],
    seen: ['0:r0=1', '[x]=2'],
  },
];

test.each(
  shapes.flatMap((shape) => [
    { ...shape, locks: 'ss', isSeen: false },
    { ...shape, locks: 'st', isSeen: false },
    { ...shape, locks: 's', isSeen: true },
  ]),
)('$name, sections of $locks', ({ name, ordered, other, seen, locks, isSeen }) => {
  const threads = [inSections(ordered, locks), other];
  const program: SmallProgram = { name, variables: { x: 0, y: 0 }, locks: ['s', 't'], threads };
  const states = statesOf(litmusOf(program), { memory: 'weak' });
  expect(states.some((state) => seen.every((one) => state.split(' ').includes(one)))).toBe(isSeen);
  expect(compared(program, ['weak'], 50_000)).toMatchObject({ kind: 'same' });
});

test('random programs in sections have the final states that the axioms allow', () => {
  const counts = { same: 0, different: 0, 'left out': 0 };
  for (let seed = 1; seed <= 25; seed++) {
    const program = sectioned(seed);
    const found = compared(program, ['weak'], 2000);
    counts[found.kind]++;
    expect({ ...found, of: litmusOf(program) }).not.toMatchObject({ kind: 'different' });
  }
  expect(counts.same).toBeGreaterThan(12);
});
