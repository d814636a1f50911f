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
    return this.takeAll(new Array<number>(count).fill(bits));
  }

  /** @param sizes bits of each number */
  takeAll(sizes: readonly number[]): number {
    const first = this.#words.length;
    for (const bits of sizes) {
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

  /** Whether so many numbers from there on are 0, and what shares a word with them as well. */
  areNothing(first: number, count: number, states: Int32Array, at: number): boolean {
    if (count === 0) return true;
    this.#mask(first + count - 1);
    const last = this.#words[first + count - 1]!;
    for (let index = this.#words[first]!; index <= last; index++) if (states[at + index] !== 0) return false;
    return true;
  }

  /** So many numbers from there on. Most are 0. */
  readAll(first: number, count: number, states: Int32Array, at: number): number[] {
    const found = new Array<number>(count).fill(0);
    if (count > 0) this.#mask(first + count - 1);
    let from = -1;
    let word = 0;
    for (let i = 0; i < count; i++) {
      const index = this.#words[first + i]!;
      if (index !== from) {
        from = index;
        word = states[at + index]!;
      }
      if (word !== 0) found[i] = (word >>> this.#shifts[first + i]!) & this.#masks[first + i]!;
    }
    return found;
  }

  /** The same the other way round. */
  writeAll(first: number, values: readonly number[], states: Int32Array, at: number): void {
    const count = values.length;
    if (count > 0) this.#mask(first + count - 1);
    for (let i = 0; i < count; ) {
      const index = this.#words[first + i]!;
      let word = states[at + index]!;
      for (; i < count && this.#words[first + i] === index; i++) {
        const [mask, shift] = [this.#masks[first + i]!, this.#shifts[first + i]!];
        word = (word & ~(mask << shift)) | ((values[i]! & mask) << shift);
      }
      states[at + index] = word;
    }
  }
}

export const bitsFor = (most: number): number => (most <= 0 ? 0 : 32 - Math.clz32(most));
