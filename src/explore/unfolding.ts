// SPDX-License-Identifier: MIT
// What a folded set asks of every state that it is given, written out for how states are folded there.

import type { Folding } from './folding.ts';
import type { Layout } from './layout.ts';
import type { Parts } from './parts.ts';
import { avalanche, mixed, sum } from './sized.ts';
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

/** Of more words than these, parts are gone through in loops: the engine optimises no function of any length. */
const WRITTEN_OUT = 256;

/** @param pairs the numbers of the halves of states, as `layout` says where */
export function unfolding(
  words: number,
  { parts, halves: [left, right] }: Folding,
  kept: readonly Parts[],
  pairs: readonly Int32Array[],
  layout: Layout,
): Unfolding {
  if (words > WRITTEN_OUT) return inLoops(words, { parts, halves: [left, right] }, kept, pairs, layout);
  const isWord = (place: number): boolean => place < words;
  const all = [...parts.entries()];
  const value = (place: number): string => (isWord(place) ? `A[o+${place}]` : `x${place}`);
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
    `${mixing}return{mix,hashOfHalves,
hash(A,o){${sums}return hashOfHalves(${value(left)},${value(right)})},
holds(id,A,o){${opened((word) => `if(x${word}!==A[o+${word}])return false;`)}return true},
unfold(id,into){${opened((word) => `into[${word}]=x${word};`)}}}`,
  );
}

const mixing = `const mix=(h,v)=>{${mixed('h', 'v')}return h};
const hashOfHalves=(l,r)=>{${sum('h', ['l', 'r'])}${avalanche('h')}return h};
`;

/** The same, place by place. `X` has the hash, or the number, of each part. */
function inLoops(
  words: number,
  { parts, halves: [left, right] }: Folding,
  kept: readonly Parts[],
  pairs: readonly Int32Array[],
  layout: Layout,
): Unfolding {
  const names = {
    pairs,
    F: parts.map((part) => Int32Array.from(part)),
    D: kept.map(({ chunks }) => chunks),
    T: kept.map((part) => part.layout.shift),
    M: kept.map((part) => part.layout.mask),
    X: new Int32Array(parts.length),
  };
  const value = (place: number): string => (place < words ? `A[o+${place}]` : `X[${place - words}]`);
  const opened = (known: (word: string, value: string) => string): string => {
    const first = [left, right].map((place, i) =>
      place < words ? known(String(place), `c[k+${i}]`) : `X[${place - words}]=c[k+${i}];`,
    );
    return `const c=pairs[id>>>${layout.shift}],k=(id&${layout.mask})*2;${first.join('')}
for(let p=${parts.length - 1};p>=0;p--){const f=F[p],n=f.length,d=D[p][X[p]>>>T[p]],j=(X[p]&M[p])*n;
for(let i=0;i<n;i++){const w=f[i];if(w<${words}){${known('w', 'd[j+i]')}}else X[w-${words}]=d[j+i]}}`;
  };
  return straight(
    names,
    `${mixing}return{mix,hashOfHalves,
hash(A,o){for(let p=0;p<${parts.length};p++){const f=F[p];let h=0;for(let i=0;i<f.length;i++){const w=f[i],v=w<${words}?A[o+w]:X[w-${words}];${mixed('h', 'v')}}X[p]=h}return hashOfHalves(${value(left)},${value(right)})},
holds(id,A,o){${opened((word, value) => `if(${value}!==A[o+${word}])return false;`)}return true},
unfold(id,into){${opened((word, value) => `into[${word}]=${value};`)}}}`,
  );
}
