// SPDX-License-Identifier: MIT
// The words of a state that a machine has to itself, as numbers of so many bits one after the other.

import { readBits, type Slot, writeBits } from '../code/layout.ts';

/** Gives out places, in order. */
export class Fields {
  readonly slots: Slot[] = [];
  #word: number;
  #shift = 0;

  constructor(base: number) {
    this.#word = base;
  }

  /** The index of the first of so many numbers. */
  take(count: number, bits: number): number {
    const first = this.slots.length;
    for (let i = 0; i < count; i++) {
      if (this.#shift + bits > 32) {
        this.#word++;
        this.#shift = 0;
      }
      this.slots.push({ word: this.#word, shift: this.#shift, bits, min: 0 });
      this.#shift += bits;
    }
    return first;
  }

  /** Behind the last one. */
  get end(): number {
    return this.#shift === 0 ? this.#word : this.#word + 1;
  }

  read(index: number, states: Int32Array, at: number): number {
    return readBits(this.#at(index), states, at);
  }

  write(index: number, states: Int32Array, at: number, value: number): void {
    writeBits(this.#at(index), states, at, value);
  }

  #at(index: number): Slot {
    const slot = this.slots[index];
    if (slot === undefined) throw new Error(`checker bug: a machine has no number ${index}`);
    return slot;
  }
}

export const bitsFor = (most: number): number => (most <= 0 ? 0 : 32 - Math.clz32(most));
