// SPDX-License-Identifier: MIT
// In which order the search loop expands the states it found. An order is a frontier with a rule; only the random walk
// is allowed to forget states, and therefore never says that nothing is left.

import type { Marks } from './checkpoint.ts';
import type { Meter } from './memory.ts';

export type OrderName = 'breadth-first' | 'depth-first' | 'random-walk';

export interface Order {
  /** Writes the ids of the next states to expand, `most` at most. 0: the frontier is empty. */
  take(into: Int32Array, most: number): number;
  /** The new states of the last expansion have the ids from `from` to `to` − 1. */
  found(from: number, to: number): void;
  readonly frontier: number;
  /** Steps from an initial state to the farthest state found, along the way it was found. */
  readonly depth: number;
}

/** Ids are given in the order of finding, so the arena itself is the queue. A batch never crosses a level. */
export class BreadthFirst implements Order {
  private next = 0;
  private end = 0;
  private levelEnd = 0;
  private level = -1;

  take(into: Int32Array, most: number): number {
    const { from, to } = this.ahead;
    const count = Math.min(most, to - from);
    for (let i = 0; i < count; i++) into[i] = from + i;
    if (count > 0) this.skip(count);
    return count;
  }

  found(_from: number, to: number): void {
    this.end = to;
  }

  /** The states that are to be expanded next, as far as this level goes: `to` is not one of them. */
  get ahead(): { readonly from: number; readonly to: number } {
    return { from: this.next, to: this.next === this.levelEnd ? this.end : this.levelEnd };
  }

  /** The next so many of them have been expanded. */
  skip(count: number): void {
    if (this.next === this.levelEnd) {
      this.levelEnd = this.end;
      this.level++;
    }
    this.next += count;
    if (this.next > this.levelEnd) throw new Error('checker bug: more was expanded than there is in a level');
  }

  get marks(): Pick<Marks, 'next' | 'levelEnd' | 'level'> {
    const { next, levelEnd, level } = this;
    return { next, levelEnd, level };
  }

  /** From where another search was. */
  goOn({ next, levelEnd, level, count }: Marks): void {
    this.next = next;
    this.end = count;
    this.levelEnd = levelEnd;
    this.level = level;
  }

  get frontier(): number {
    return this.end - this.next;
  }

  get depth(): number {
    return this.end > this.levelEnd ? this.level + 1 : Math.max(0, this.level);
  }
}

/** One state at a time: a batch would make it less deep than it says. */
export class DepthFirst implements Order {
  depth = 0;
  private stack: Int32Array;
  private depths: Int32Array;
  private count = 0;
  private current = -1;

  constructor(private readonly meter: Meter) {
    this.stack = meter.int32(1024);
    this.depths = meter.int32(1024);
  }

  take(into: Int32Array, _most: number): number {
    if (this.count === 0) return 0;
    this.count--;
    into[0] = this.stack[this.count]!;
    this.current = this.depths[this.count]!;
    return 1;
  }

  found(from: number, to: number): void {
    if (from === to) return;
    while (this.count + (to - from) > this.stack.length) {
      this.stack = this.meter.longer(this.stack, this.stack.length * 2);
      this.depths = this.meter.longer(this.depths, this.depths.length * 2);
    }
    const depth = this.current + 1;
    if (depth > this.depth) this.depth = depth;
    // Backwards, so that the successors of the first thread are expanded first.
    for (let id = to - 1; id >= from; id--) {
      this.stack[this.count] = id;
      this.depths[this.count++] = depth;
    }
  }

  get frontier(): number {
    return this.count;
  }
}

/** Follows the one state that `Path` kept. An empty frontier means that the walk is over, never that the search is. */
export class RandomWalk implements Order {
  depth = 0;
  private current = -1;

  /** @param longest steps after which a walk is given up and the next one begins */
  constructor(private readonly longest: number) {}

  take(into: Int32Array, _most: number): number {
    if (this.current < 0 || this.current >= this.longest) {
      this.current = -1;
      return 0;
    }
    into[0] = this.current;
    this.current = -1;
    return 1;
  }

  found(from: number, to: number): void {
    if (from === to) return;
    this.current = to - 1;
    if (this.current > this.depth) this.depth = this.current;
  }

  get frontier(): number {
    return this.current < 0 ? 0 : 1;
  }
}
