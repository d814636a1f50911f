// SPDX-License-Identifier: MIT
// What a folded set asks of every state that it is given, written out for how states are folded there.

import type { Folding } from './folding.ts';
import type { Layout } from './layout.ts';
import type { Parts } from './parts.ts';
import { straight } from './straight.ts';

export interface Unfolding {
  /** Of the words of a state, made part by part: of the hashes of parts and of words by `mix`, in the end by `hashOfHalves`. */
  hash(states: Int32Array, at: number): number;
  /** Whether state `id` has these words. */
  holds(id: number, states: Int32Array, at: number): boolean;
  /** Writes the words of state `id` to where `into` begins. */
  unfold(id: number, into: Int32Array): void;
}

/** @param pairs the numbers of the halves of states, as `layout` says where */
export function unfolding(
  words: number,
  { parts, halves: [left, right] }: Folding,
  kept: readonly Parts[],
  pairs: readonly Int32Array[],
  layout: Layout,
): Unfolding {
  const isWord = (place: number): boolean => place < words;
  const all = [...parts.entries()];
  const mixed = (places: readonly number[]): string => places.reduce((hash, place) => `mix(${hash},x${place})`, '0');
  const loads = Array.from({ length: words }, (_, w) => `x${w}=A[o+${w}]`);
  const hashes = all.map(([p, part]) => `x${words + p}=${mixed(part)}`);
  // From the halves down: a part's number is known before what it stands for.
  const opened = (known: (word: number) => string): string => {
    const halves = [left, ...(right === left ? [] : [right])];
    const first = halves.map((place, i) => `const x${place}=c[k+${i}];${isWord(place) ? known(place) : ''}`);
    const others = [...all].reverse().map(([p, part]) => {
      const { size } = kept[p]!;
      const { shift, mask } = kept[p]!.layout;
      const values = part.map((place, i) => `const x${place}=d${p}[k${p}+${i}];${isWord(place) ? known(place) : ''}`);
      const n = `x${words + p}`;
      return `const d${p}=P${p}[${n}>>>${shift}],k${p}=(${n}&${mask})*${size};${values.join('')}`;
    });
    return `const c=pairs[id>>>${layout.shift}],k=(id&${layout.mask})*2;${first.join('')}${others.join('')}`;
  };
  const names = Object.fromEntries(kept.map(({ chunks }, p) => [`P${p}`, chunks]));
  return straight(
    { pairs, mix, hashOfHalves, ...names },
    `return{
hash(A,o){const ${[...loads, ...hashes].join(',')};return hashOfHalves(x${left},x${right})},
holds(id,A,o){${opened((word) => `if(x${word}!==A[o+${word}])return false;`)}return true},
unfold(id,into){${opened((word) => `into[${word}]=x${word};`)}}}`,
  );
}

export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Ends with an avalanche: linear probing forgives no patterns. */
export function hashOfHalves(left: number, right: number): number {
  let hash = Math.imul(mix(mix(0, left), right), 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  return hash ^ (hash >>> 15);
}
