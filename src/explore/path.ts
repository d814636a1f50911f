// SPDX-License-Identifier: MIT
// The visited set of a random walk: it remembers the walk alone, so that a failure has a trace, and of all successors
// offered it takes one. Never complete, by construction: nothing here can say that a state is known.

import { Arena } from './arena.ts';
import type { Meter } from './memory.ts';
import type { Random } from './random.ts';
import type { Visited } from './visited.ts';

export class Path implements Visited {
  count = 0;
  private readonly arena: Arena;

  constructor(
    meter: Meter,
    readonly words: number,
    private readonly random: Random,
  ) {
    this.arena = new Arena(meter, words);
  }

  get end(): number {
    return this.arena.count;
  }

  block(id: number): Int32Array {
    return this.arena.block(id);
  }

  offset(id: number): number {
    return this.arena.offset(id);
  }

  parent(id: number): number {
    return this.arena.parent(id);
  }

  insertBatch(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void {
    if (count === 0) return;
    const chosen = this.random.below(count);
    for (let i = 0; i < count; i++) ids[i] = -1;
    ids[chosen] = this.arena.append(candidates, chosen * this.words, parents[chosen]!);
    this.count++;
  }

  /** The next insertion begins a new walk. */
  restart(): void {
    this.arena.clear();
  }
}
