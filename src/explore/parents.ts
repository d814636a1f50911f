// SPDX-License-Identifier: MIT
// The state that each was found from, in about a byte: breadth first, states that were found one after the other come from
// states that were found one after the other. So a byte says how much further on the parent is; what it cannot say stands
// in a list.

import type { Meter } from './memory.ts';

const SHIFT = 16;
const MASK = (1 << SHIFT) - 1;
/** Every so many states the parent stands in full. */
const STEP_SHIFT = 10;
const FAR = 255;
/** What is added to a distance: those of the second round of a batch go back (search.ts). */
const MIDDLE = 64;

export class Parents {
  private count = 0;
  private last = 0;
  private readonly distances: Uint8Array[] = [];
  private full: Int32Array;
  /** Pairs: the state, its parent. */
  private far: Int32Array;
  private farCount = 0;

  constructor(private readonly meter: Meter) {
    this.full = meter.int32(64);
    this.far = meter.int32(64);
  }

  append(parent: number): void {
    const { meter } = this;
    const id = this.count++;
    if (id >>> SHIFT === this.distances.length) this.distances.push(meter.uint8(1 << SHIFT));
    if ((id & ((1 << STEP_SHIFT) - 1)) === 0) {
      const place = id >>> STEP_SHIFT;
      if (place === this.full.length) this.full = meter.longer(this.full, place * 2);
      this.full[place] = parent;
    }
    const distance = parent - this.last + MIDDLE;
    this.last = parent;
    if (distance >= 0 && distance < FAR) {
      this.distances[id >>> SHIFT]![id & MASK] = distance;
      return;
    }
    this.distances[id >>> SHIFT]![id & MASK] = FAR;
    if (this.farCount === this.far.length) this.far = meter.longer(this.far, this.farCount * 2);
    this.far[this.farCount++] = id;
    this.far[this.farCount++] = parent;
  }

  of(id: number): number {
    let at = (id >>> STEP_SHIFT) << STEP_SHIFT;
    let parent = this.full[id >>> STEP_SHIFT]!;
    while (at < id) {
      at++;
      const distance = this.distances[at >>> SHIFT]![at & MASK]!;
      parent = distance === FAR ? this.farOf(at) : parent + distance - MIDDLE;
    }
    return parent;
  }

  private farOf(id: number): number {
    let [low, high] = [0, this.farCount / 2];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.far[middle * 2]! < id) low = middle + 1;
      else high = middle;
    }
    if (this.far[low * 2] !== id) throw new Error(`checker bug: state ${id} has no parent`);
    return this.far[low * 2 + 1]!;
  }
}
