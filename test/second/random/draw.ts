// SPDX-License-Identifier: MIT
// Where a random program gets its decisions from: a list of numbers, which is as long as it needs to be. The program of
// a shorter list, or of one with smaller numbers, is a simpler one: 0 is the simplest answer to every question. So a
// failing program is made smaller by making its list smaller, and nothing has to be known of programs for that.

export class Draw {
  /** What was taken so far. */
  readonly taken: number[] = [];
  private readonly given: readonly number[];
  private random: (() => number) | null;

  /** @param random where numbers come from when the list is at its end; null: 0 from there on */
  constructor(given: readonly number[], random: (() => number) | null = null) {
    this.given = given;
    this.random = random;
  }

  /** From here on, what is not given comes from somewhere else. */
  turnTo(random: () => number): void {
    if (this.random !== null) this.random = random;
  }

  /** 0 … n−1. */
  next(n: number): number {
    const from = this.given[this.taken.length] ?? this.random?.() ?? 0;
    const number = from % n;
    this.taken.push(number);
    return number;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.next(items.length)] ?? items[0];
  }

  /** True once in `n` times; false in the simplest program. */
  rarely(n: number): boolean {
    return this.next(n) === n - 1;
  }

  often(): boolean {
    return this.next(2) === 1;
  }
}

/** Numbers from a seed, the same on every machine (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
