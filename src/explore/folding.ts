// SPDX-License-Identifier: MIT
// Which parts of states to keep once: chosen by what a sample of them has in common. Words that vary together make a part with
// few different values; those that vary by themselves are better left in different halves. So the two parts whose union
// has the fewest different values are joined, again and again, until two are left. A part of few different values is kept as
// its words: parts of its own would save little, and cost a search each.

import { sized } from './sized.ts';

/** What a part is made of: places. One below the number of words is that word; the others are parts, in their order. */
export type Part = readonly number[];

export interface Folding {
  /** Each is made of words and of parts before it. */
  readonly parts: readonly Part[];
  /** The places of the two halves of a state; of a state of one word, both are that word. */
  readonly halves: readonly [number, number];
}

/** Of the states of a sample, a part kept as its words has different values in one of so many at most. */
const FEW = 16;

interface Join {
  readonly left: number;
  readonly right: number;
  readonly different: number;
}

/** @param sample states, one after the other */
export function chooseFolding(sample: Int32Array, words: number): Folding {
  const count = sample.length / words;
  const numbers: Int32Array[] = Array.from({ length: words }, (_, w) =>
    Int32Array.from({ length: count }, (__, i) => sample[i * words + w]!),
  );
  const open = numbers.map((_, place) => place);
  const joins: Join[] = [];
  const known = new Map<string, Join>();
  const together = (left: number, right: number): Join => {
    const key = `${left} ${right}`;
    const found = known.get(key) ?? { left, right, different: joined(numbers[left]!, numbers[right]!).different };
    known.set(key, found);
    return found;
  };
  while (open.length > 2) {
    let best: Join | null = null;
    for (const left of open)
      for (const right of open)
        if (left < right && (best === null || together(left, right).different < best.different))
          best = together(left, right);
    if (best === null) throw new Error('checker bug: no two parts to join');
    for (const place of [best.left, best.right]) open.splice(open.indexOf(place), 1);
    open.push(numbers.length);
    numbers.push(joined(numbers[best.left]!, numbers[best.right]!).numbers);
    joins.push(best);
  }
  return partsOf(joins, words, [open[0]!, open[open.length - 1]!], count / FEW);
}

/** @param few different values of a part that is kept as its words, at most */
function partsOf(joins: readonly Join[], words: number, halves: readonly [number, number], few: number): Folding {
  const parts: Part[] = [];
  const wordsIn = (place: number): Part => {
    const join = joins[place - words];
    return join === undefined ? [place] : [...wordsIn(join.left), ...wordsIn(join.right)];
  };
  const placed = (place: number): number => {
    const join = joins[place - words];
    if (join === undefined) return place;
    const { left, right, different } = join;
    const part = different <= few ? wordsIn(place).toSorted((a, b) => a - b) : [placed(left), placed(right)];
    parts.push(part);
    return words + parts.length - 1;
  };
  return { halves: [placed(halves[0]), placed(halves[1])], parts };
}

/** Numbers for the different pairs, and how many they are. */
function joined(left: Int32Array, right: Int32Array): { readonly numbers: Int32Array; readonly different: number } {
  const numbers = new Int32Array(left.length);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(left.length * 2 + 2)));
  const firsts: number[] = [];
  const pair = new Int32Array(2);
  const { hash } = sized(2);
  for (let i = 0; i < left.length; i++) {
    pair[0] = left[i]!;
    pair[1] = right[i]!;
    let slot = hash(pair, 0) & (slots.length - 1);
    for (;;) {
      const number = slots[slot]! - 1;
      if (number < 0) {
        firsts.push(i);
        slots[slot] = firsts.length;
        numbers[i] = firsts.length - 1;
        break;
      }
      if (left[firsts[number]!] === pair[0] && right[firsts[number]!] === pair[1]) {
        numbers[i] = number;
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
  }
  return { numbers, different: firsts.length };
}
