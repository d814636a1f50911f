// SPDX-License-Identifier: MIT
// Which parts of states to keep once: chosen by what a sample of them has in common. Words that vary together make a part with
// few different values; those that vary by themselves are better left in different halves. So the two parts whose union
// has the fewest different values are joined, again and again, until two are left.

import { hashWords } from './store.ts';

/** Places of two parts that are joined. A place below the number of words is that word; the others are joins, in order. */
export interface Join {
  readonly left: number;
  readonly right: number;
}

export interface Folding {
  readonly joins: readonly Join[];
  /** The places of the two halves. */
  readonly halves: Join;
}

/** @param sample states, one after the other */
export function chooseFolding(sample: Int32Array, words: number): Folding {
  const count = sample.length / words;
  const numbers: Int32Array[] = Array.from({ length: words }, (_, w) =>
    Int32Array.from({ length: count }, (__, i) => sample[i * words + w]!),
  );
  const open = numbers.map((_, place) => place);
  const joins: Join[] = [];
  const known = new Map<string, number>();
  const together = ({ left, right }: Join): number => {
    const key = `${left} ${right}`;
    const found = known.get(key) ?? joined(numbers[left]!, numbers[right]!).different;
    known.set(key, found);
    return found;
  };
  while (open.length > 2) {
    let best: Join | null = null;
    for (const left of open)
      for (const right of open)
        if (left < right && (best === null || together({ left, right }) < together(best))) best = { left, right };
    if (best === null) throw new Error('checker bug: no two parts to join');
    for (const place of [best.left, best.right]) open.splice(open.indexOf(place), 1);
    open.push(numbers.length);
    numbers.push(joined(numbers[best.left]!, numbers[best.right]!).numbers);
    joins.push(best);
  }
  // Of a state of one word, the other half is the same.
  return { joins, halves: { left: open[0]!, right: open[open.length - 1]! } };
}

/** Numbers for the different pairs, and how many they are. */
function joined(left: Int32Array, right: Int32Array): { readonly numbers: Int32Array; readonly different: number } {
  const numbers = new Int32Array(left.length);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(left.length * 2 + 2)));
  const firsts: number[] = [];
  const pair = new Int32Array(2);
  for (let i = 0; i < left.length; i++) {
    pair[0] = left[i]!;
    pair[1] = right[i]!;
    let slot = hashWords(pair, 0, 2) & (slots.length - 1);
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
