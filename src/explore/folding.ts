// SPDX-License-Identifier: MIT
// Which parts of states to keep once: chosen by what a sample of them has in common. Words that vary together make a part with
// few different values; those that vary by themselves are better left in different halves. So the two parts whose union
// has the fewest different values are joined, again and again, until a few are left. Of these, all ways to make two halves are tried:
// joined on, what has the fewest today would leave one half with next to nothing and the other with nearly as many values as
// there are states, and a sample does not show that before it is asked how fast they come. A part of few different values is kept as
// its words: parts of its own would save little, and cost a search each. Of states of many words, as weak memory has them, not all
// can be tried with all: what varies alike is joined first, and then neighbours, until no more are left than can.

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

/** Each two of so many pieces are tried. And of so many words is a part that is kept as its words: where one of them varies later on, and
 *  not in the sample, all are kept once more. */
const MANY = 128;

/** Of so many pieces, all ways to make two halves are tried: some hundred. */
const SPLIT = 8;

/** So often a search is expected to find as many states again as the sample has. */
const DOUBLINGS = 8;

interface Values {
  /** [state of the sample] what it is there. */
  readonly numbers: Int32Array;
  readonly different: number;
  /** Of many more states than the sample has, if as many come with each doubling as came with the last one. */
  readonly expected: number;
}

/** A word, or what is joined. */
interface Piece extends Values {
  readonly words: Part;
  /** Null: a word, or some that vary alike. */
  readonly halves: readonly [Piece, Piece] | null;
}

/** @param sample states, one after the other, in an order in which the first half of them is as the whole */
export function chooseFolding(sample: Int32Array, words: number): Folding {
  const count = sample.length / words;
  let open = Array.from({ length: words }, (_, w): Piece => {
    const values = Int32Array.from({ length: count }, (__, i) => sample[i * words + w]!);
    return { ...joined(values, values), words: [w], halves: null };
  });
  if (open.length > MANY) open = alike(open);
  while (open.length > MANY) open = neighbours(open);
  const [left, right] = halvesOf(greedily(open, SPLIT));
  return partsOf([greedily(left, 1)[0]!, greedily(right, 1)[0]!], words, count / FEW);
}

/** The two whose union has the fewest different values are joined, until so many are left. */
function greedily(all: readonly Piece[], left: number): readonly Piece[] {
  let open = all;
  const known = new Map<Piece, Map<Piece, number>>(open.map((one) => [one, new Map()]));
  const together = (one: Piece, other: Piece): number => {
    const beside = known.get(one)!;
    const found = beside.get(other) ?? joined(one.numbers, other.numbers).different;
    beside.set(other, found);
    return found;
  };
  while (open.length > left) {
    let best: readonly [Piece, Piece] | null = null;
    let fewest = Infinity;
    for (const [i, one] of open.entries())
      for (const other of open.slice(i + 1)) {
        if (together(one, other) >= fewest) continue;
        best = [one, other];
        fewest = together(one, other);
      }
    if (best === null) throw new Error('checker bug: no two parts to join');
    const made = union(...best);
    open = [...open.filter((one) => !made.halves?.includes(one)), made];
    known.set(made, new Map());
  }
  return open;
}

/** Of all ways to make two halves of these, the one of which the fewest values are expected in both. Of one piece, it is both. */
function halvesOf(all: readonly Piece[]): readonly [readonly Piece[], readonly Piece[]] {
  let best: readonly [readonly Piece[], readonly Piece[]] = [all, all];
  let fewest = Infinity;
  const go = (left: readonly Piece[], right: readonly Piece[], ofLeft: Values | null, ofRight: Values | null): void => {
    const one = all[left.length + right.length];
    if (one !== undefined) {
      go([...left, one], right, including(ofLeft, one), ofRight);
      if (ofLeft !== null) go(left, [...right, one], ofLeft, including(ofRight, one));
      return;
    }
    if (ofLeft === null || ofRight === null) return;
    const expected = ofLeft.expected + ofRight.expected;
    if (expected >= fewest) return;
    best = [left, right];
    fewest = expected;
  };
  go([], [], null, null);
  return best;
}

const including = (half: Values | null, one: Piece): Values =>
  half === null ? one : joined(half.numbers, one.numbers);

function union(left: Piece, right: Piece): Piece {
  return {
    ...joined(left.numbers, right.numbers),
    words: [...left.words, ...right.words],
    halves: [left, right],
  };
}

/** Words that tell the same states apart, as one; in the order of their first ones. */
function alike(all: readonly Piece[]): Piece[] {
  const found: (Values & { readonly words: number[] })[] = [];
  const byHash = new Map<number, number[]>();
  const { hash, same } = sized(all[0]!.numbers.length);
  for (const { words, ...values } of all) {
    const { numbers } = values;
    const hashed = hash(numbers, 0);
    const candidates = byHash.get(hashed) ?? [];
    byHash.set(hashed, candidates);
    const which = candidates.find((i) => found[i]!.words.length < MANY && same(found[i]!.numbers, 0, numbers, 0));
    if (which !== undefined) {
      found[which]!.words.push(...words);
      continue;
    }
    candidates.push(found.length);
    found.push({ ...values, words: [...words] });
  }
  return found.map((one) => ({ ...one, halves: null }));
}

function neighbours(all: readonly Piece[]): Piece[] {
  return all.flatMap((left, i) => {
    const right = all[i + 1];
    if (i % 2 === 1) return [];
    return [right === undefined ? left : union(left, right)];
  });
}

/** @param few different values of a part that is kept as its words, at most */
function partsOf(halves: readonly [Piece, Piece], words: number, few: number): Folding {
  const parts: Part[] = [];
  const placed = (piece: Piece): number => {
    if (piece.words.length === 1) return piece.words[0]!;
    const isKept = piece.halves === null || (piece.different <= few && piece.words.length <= MANY);
    parts.push(isKept ? piece.words.toSorted((a, b) => a - b) : piece.halves.map(placed));
    return words + parts.length - 1;
  };
  const [left, right] = halves;
  const first = placed(left);
  return { halves: [first, right === left ? first : placed(right)], parts };
}

/** Numbers for the different pairs, and how many they are. */
function joined(left: Int32Array, right: Int32Array): Values {
  const numbers = new Int32Array(left.length);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(left.length * 2 + 2)));
  const firsts: number[] = [];
  const pair = new Int32Array(2);
  const { hash } = sized(2);
  let inHalf = 1;
  for (let i = 0; i < left.length; i++) {
    if (i === (left.length + 1) >>> 1) inHalf = firsts.length;
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
  const different = firsts.length;
  return { numbers, different, expected: different * (different / inHalf) ** DOUBLINGS };
}
