// SPDX-License-Identifier: MIT
// The words of a state that a machine has to itself, as numbers of so many bits one after the other.

/** Gives out places, in order. */
export class Fields {
  readonly #words: number[] = [];
  readonly #shifts: number[] = [];
  readonly #masks: number[] = [];
  #word: number;
  #shift = 0;

  constructor(base: number) {
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
    const mask = this.#mask(index);
    return mask === 0 ? 0 : (states[at + this.#words[index]!]! >>> this.#shifts[index]!) & mask;
  }

  write(index: number, states: Int32Array, at: number, value: number): void {
    const mask = this.#mask(index);
    if (mask === 0) return;
    const word = at + this.#words[index]!;
    const shift = this.#shifts[index]!;
    states[word] = (states[word]! & ~(mask << shift)) | ((value & mask) << shift);
  }

  /** All that there is of a number is there if this is. */
  #mask(index: number): number {
    const mask = this.#masks[index];
    if (mask === undefined) throw new Error(`checker bug: no number ${index}`);
    return mask;
  }

  /** Once for each state: then its numbers are there, too. */
  check(states: Int32Array, at: number): void {
    if (at < 0 || at + this.end > states.length) throw new Error('checker bug: a state without its machine');
  }

  /** A number that is not 0 becomes another. */
  change(index: number, states: Int32Array, at: number, changed: (value: number) => number): void {
    const value = this.read(index, states, at);
    if (value !== 0) this.write(index, states, at, changed(value));
  }

  /** So many numbers of the same size from there on, all of them at least 1 bit, or all of none. Most are 0. */
  readAll(first: number, count: number, states: Int32Array, at: number): number[] {
    const found = new Array<number>(count).fill(0);
    const mask = count === 0 ? 0 : this.#mask(first);
    if (mask === 0) return found;
    const bits = bitsFor(mask);
    let index = at + this.#words[first]!;
    let shift = this.#shifts[first]!;
    for (let i = 0; i < count; index++, shift = 0) {
      const end = Math.min(count, i + Math.floor((32 - shift) / bits));
      for (let word = states[index]! >>> shift, k = i; word !== 0 && k < end; word >>>= bits) found[k++] = word & mask;
      i = end;
    }
    return found;
  }

  /** The same the other way round. */
  writeAll(first: number, values: readonly number[], states: Int32Array, at: number): void {
    const count = values.length;
    const mask = count === 0 ? 0 : this.#mask(first);
    if (mask === 0) return;
    const bits = bitsFor(mask);
    let index = at + this.#words[first]!;
    let shift = this.#shifts[first]!;
    for (let i = 0; i < count; index++, shift = 0) {
      const end = Math.min(count, i + Math.floor((32 - shift) / bits));
      let word = states[index]!;
      for (; i < end; i++, shift += bits) word = (word & ~(mask << shift)) | ((values[i]! & mask) << shift);
      states[index] = word;
    }
  }
}

export const bitsFor = (most: number): number => (most <= 0 ? 0 : 32 - Math.clz32(most));
