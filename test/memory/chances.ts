// SPDX-License-Identifier: MIT
// What random programs are drawn with.

import type { Random } from '../../src/explore/random.ts';

export class Chances {
  constructor(private readonly random: Random) {}

  /** 0 … n−1. */
  below(n: number): number {
    return this.random.below(n);
  }

  /** True so many times of a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(of: readonly T[]): T {
    const found = of[this.below(of.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }
}
