// SPDX-License-Identifier: MIT
// Renames a state. What moves by the same way is moved together: most of a state stays where it is.

import type { Permutation } from '../program.ts';
import { there } from '../there.ts';

export type Permuting = (from: Int32Array, at: number, to: Int32Array, into: number) => void;

/** [word, its bits, to which word, how far to the left, shift of the bits in a table, table] */
const WIDTH = 6;

/** @param point of a thread in a state; into other words than those it is made from */
export function permuting(
  { always, standing, tables }: Permutation,
  words: number,
  point: (thread: number, states: Int32Array, at: number) => number,
): Permuting {
  const lists = tables.map((table) => Int32Array.from(table));
  // A word that there is none of would make it no number: the search does this for nearly every state.
  const apply = (moves: Int32Array, from: Int32Array, at: number, to: Int32Array, into: number): void => {
    for (let i = 0; i < moves.length; i += WIDTH) {
      const bits = (from[at + (moves[i] as number)] as number) & (moves[i + 1] as number);
      const by = moves[i + 3] as number;
      const shift = moves[i + 4] as number;
      const table = moves[i + 5] as number;
      const place = into + (moves[i + 2] as number);
      const moved =
        table < 0
          ? by >= 0
            ? bits << by
            : bits >>> -by
          : ((lists[table] as Int32Array)[bits >>> shift] as number) << (shift + by);
      to[place] = (to[place] as number) | moved;
    }
  };
  const fixed = together(always);
  const byThread = standing.map((points) => points.map(together));
  return (from, at, to, into) => {
    to.fill(0, into, into + words);
    apply(fixed, from, at, to, into);
    for (let t = 0; t < byThread.length; t++)
      apply((byThread[t] as readonly Int32Array[])[point(t, from, at)] as Int32Array, from, at, to, into);
  };
}

function together(moves: readonly number[]): Int32Array {
  const plain = new Map<string, [number, number, number, number, number, number]>();
  const others: number[] = [];
  for (let i = 0; i < moves.length; i += WIDTH) {
    const [word, shift, mask, toWord, toShift, table] = Array.from({ length: WIDTH }, (_, j) =>
      there(moves, i + j, 'move'),
    ) as [number, number, number, number, number, number];
    const by = toShift - shift;
    const bits = mask << shift;
    if (table >= 0) {
      others.push(word, bits, toWord, by, shift, table);
      continue;
    }
    const key = `${word} ${toWord} ${by}`;
    const known = plain.get(key) ?? [word, 0, toWord, by, 0, -1];
    known[1] |= bits;
    plain.set(key, known);
  }
  return Int32Array.from([...[...plain.values()].flat(), ...others]);
}
