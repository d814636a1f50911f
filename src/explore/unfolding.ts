// SPDX-License-Identifier: MIT
// What a folded set asks of every state that it is given, written out for how states are folded there.

import type { Folding } from './folding.ts';
import type { Layout } from './layout.ts';
import type { Parts } from './parts.ts';
import { avalanche, mixed } from './sized.ts';
import { straight } from './straight.ts';

export interface Unfolding {
  /** The hash of a part, or of nothing yet, and another of its places: a word, or the hash of the part that is there. */
  mix(hash: number, value: number): number;
  hashOfHalves(left: number, right: number): number;
  /** The same, from the words of a state. */
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
  const value = (place: number): string => (isWord(place) ? `A[o+${place}]` : `x${place}`);
  const sum = (name: string, values: readonly string[]): string =>
    `let ${name}=0;${values.map((one) => mixed(name, one)).join('')}`;
  const sums = all.map(([p, part]) => sum(`x${words + p}`, part.map(value))).join('');
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
    { pairs, ...names },
    `const mix=(h,v)=>{${mixed('h', 'v')}return h};
const hashOfHalves=(l,r)=>{${sum('h', ['l', 'r'])}${avalanche('h')}return h};
return{mix,hashOfHalves,
hash(A,o){${sums}return hashOfHalves(${value(left)},${value(right)})},
holds(id,A,o){${opened((word) => `if(x${word}!==A[o+${word}])return false;`)}return true},
unfold(id,into){${opened((word) => `into[${word}]=x${word};`)}}}`,
  );
}
