// SPDX-License-Identifier: MIT
// A random program is drawn from tapes of numbers: every decision takes the next number, and an empty tape gives 0, the
// simplest choice. So cutting numbers off a tape, or statements out of a list, gives a simpler program that is still one.

import fc from 'fast-check';

export class Tape {
  private at = 0;
  private readonly numbers: readonly number[];
  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  /** 0 … n−1. */
  next(n: number): number {
    return (this.numbers[this.at++] ?? 0) % n;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.next(items.length)] ?? items[0];
  }

  /** True once in `n` times, never on an empty tape. */
  rarely(n: number): boolean {
    return this.next(n) === n - 1;
  }
}

/** A statement to be: `body` and `other` are what stands inside it, if it is one that has an inside. */
export interface Seed {
  readonly tape: readonly number[];
  readonly body: readonly Seed[];
  readonly other: readonly Seed[];
}

export interface ProgramSeed {
  readonly shape: readonly number[];
  /** Functions f0, f1, f2; each may call those before it. */
  readonly helpers: readonly (readonly Seed[])[];
  /** What stands in the tables: get0, get1, put0. */
  readonly members: readonly (readonly Seed[])[];
  readonly threads: readonly (readonly Seed[])[];
  readonly daemon: readonly Seed[];
  readonly environment: readonly Seed[];
  readonly property: readonly number[];
}

const tape = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: 997 }), { maxLength: length, size: 'max' });

/** Up to `most` statements, with statements inside them to a depth. */
function list(most: number, depth = 2): fc.Arbitrary<Seed[]> {
  const inside = depth === 0 ? fc.constant([]) : list(2, depth - 1);
  return fc.array(fc.record({ tape: tape(18), body: inside, other: inside }), { maxLength: most, size: 'max' });
}

export const programSeed: fc.Arbitrary<ProgramSeed> = fc.record({
  shape: tape(16),
  helpers: fc.tuple(list(3), list(3), list(3)),
  members: fc.tuple(list(2), list(2), list(2)),
  threads: fc.array(list(5), { minLength: 2, maxLength: 3 }),
  daemon: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: list(3) }),
  environment: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: list(2) }),
  property: tape(20),
});
