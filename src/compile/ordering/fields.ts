// SPDX-License-Identifier: MIT
// The words of a state that a machine has to itself, as numbers of so many bits one after the other.

import { there } from '../there.ts';

/** Gives out places, in order. */
export class Fields {
  readonly #words: number[] = [];
  readonly #shifts: number[] = [];
  readonly #masks: number[] = [];
  readonly #base: number;
  #word: number;
  #shift = 0;

  constructor(base: number) {
    this.#base = base;
    this.#word = base;
  }

  /** The index of the first of so many numbers. */
  take(count: number, bits: number): number {
    const first = this.#words.length;
    for (let i = 0; i < count; i++) {
      if (this.#shift + bits > 32) {
        this.#word++;
        this.#shift = 0;
      }
      this.#words.push(this.#word);
      this.#shifts.push(this.#shift & 31);
      this.#masks.push(bits >= 32 ? -1 : (1 << bits) - 1);
      this.#shift += bits;
    }
    return first;
  }

  /** Behind the last one. */
  get end(): number {
    return this.#shift === 0 ? this.#word : this.#word + 1;
  }

  read(index: number, states: Int32Array, at: number): number {
    const mask = there(this.#masks, index, 'number');
    if (mask === 0) return 0;
    const word = there(states, at + there(this.#words, index, 'number'), 'word');
    return (word >>> there(this.#shifts, index, 'number')) & mask;
  }

  write(index: number, states: Int32Array, at: number, value: number): void {
    const mask = there(this.#masks, index, 'number');
    if (mask === 0) return;
    const word = at + there(this.#words, index, 'number');
    const shift = there(this.#shifts, index, 'number');
    states[word] = (there(states, word, 'word') & ~(mask << shift)) | ((value & mask) << shift);
  }

  /** So many numbers of the same size from there on, all of them at least 1 bit, or all of none. Most are 0.
   *  @param own whether it is written to; else it may be a list that all have who read zeros, and that nobody can write to */
  readAll(first: number, count: number, states: Int32Array, at: number, own: boolean): number[] {
    const none = zeros(count);
    let found: number[] | null = null;
    const mask = count === 0 ? 0 : there(this.#masks, first, 'number');
    if (mask === 0) return own ? none.slice() : none;
    const bits = bitsFor(mask);
    let index = at + there(this.#words, first, 'number');
    let shift = there(this.#shifts, first, 'number');
    for (let i = 0; i < count; index++, shift = 0) {
      const fit = Math.floor((32 - shift) / bits);
      const end = Math.min(count, i + fit);
      for (let word = there(states, index, 'word') >>> shift, k = i; word !== 0 && k < end; word >>>= bits) {
        found ??= none.slice();
        found[k++] = word & mask;
      }
      i = end;
    }
    return found ?? (own ? none.slice() : none);
  }

  /** Where they were all 0. */
  writeAll(first: number, values: readonly number[], states: Int32Array, at: number): void {
    let index = first;
    for (const value of values) {
      if (value !== 0) this.write(index, states, at, value);
      index++;
    }
  }

  /** All of them are 0 from now on. */
  clear(states: Int32Array, at: number): void {
    states.fill(0, at + this.#base, at + this.end);
  }
}

export const bitsFor = (most: number): number => (most <= 0 ? 0 : 32 - Math.clz32(most));

const zero: number[][] = [];

/** So many of them. */
function zeros(count: number): number[] {
  const known = zero[count];
  if (known !== undefined) return known;
  const made = new Array<number>(count).fill(0);
  Object.freeze(made);
  zero[count] = made;
  return made;
}
