// SPDX-License-Identifier: MIT
// What a folded set asks of states that are new, written out for how states are folded there: of each part what is not as in the
// state before, as two successors of one state have most of their parts in common.

import type { Folding } from './folding.ts';
import type { Layout } from './layout.ts';
import { WRITTEN_OUT } from './sized.ts';
import { straight } from './straight.ts';

export interface Gathering {
  /** [part] Of so many states, one after the other, what has to be looked up, group by group: how many. Says in `changed` which have one.
   *  The numbers of the parts that it is made of are there. */
  readonly groups: readonly ((states: Int32Array, count: number, into: Int32Array) => number)[];
  /** Writes the pairs of so many states, from the id `first` on. The numbers of all parts are there. */
  pairUp(states: Int32Array, count: number, first: number): void;
}

/** @param numbers [part][state] what it is called
 *  @param changed [part][state] 0: as in the state before */
export function gathering(
  words: number,
  { parts, halves }: Folding,
  numbers: readonly Int32Array[],
  changed: readonly Uint8Array[],
  pairs: readonly Int32Array[],
  { shift, mask }: Layout,
): Gathering {
  const isWord = (place: number): boolean => place < words;
  const value = (place: number): string => (isWord(place) ? `A[o+${place}]` : `n${place}[i]`);
  const others = (places: readonly number[]): readonly number[] => places.filter((place) => !isWord(place));
  const named = (places: readonly number[]): string =>
    others(places)
      .map((place) => `n${place}=N[${place - words}],c${place}=C[${place - words}]`)
      .map((text) => `const ${text};`)
      .join('');
  const writtenOut = (part: readonly number[]): string => {
    const same = part.map((place) => (isWord(place) ? `A[o+${place}]===A[o+${place - words}]` : `c${place}[i]===0`));
    const group = part.map((place, k) => `G[g+${k}]=${value(place)};`).join('');
    return `if(i!==0&&${same.join('&&')}){c[i]=0;continue}c[i]=1;const g=m++*${part.length};${group}`;
  };
  const inLoops = (part: readonly number[]): string =>
    `let d=i===0;for(let k=0;!d&&k<${part.length};k++){const w=P[k];d=w<${words}?A[o+w]!==A[o+w-${words}]:C[w-${words}][i]!==0}
if(!d){c[i]=0;continue}c[i]=1;const g=m++*${part.length};
for(let k=0;k<${part.length};k++){const w=P[k];G[g+k]=w<${words}?A[o+w]:N[w-${words}][i]}`;
  const groups = parts.map((part, p) => {
    const [before, each] =
      part.length > WRITTEN_OUT ? [`const P=[${part.join(',')}];`, inLoops(part)] : [named(part), writtenOut(part)];
    return `(A,n,G)=>{const c=C[${p}];${before}let m=0;for(let i=0,o=0;i<n;i++,o+=${words}){${each}}return m}`;
  });
  const both = `const k=first+i,c=pairs[k>>>${shift}],at=(k&${mask})*2;c[at]=${value(halves[0])};c[at+1]=${value(halves[1])}`;
  const pairUp = `pairUp(A,n,first){${named([...new Set(halves)])}for(let i=0,o=0;i<n;i++,o+=${words}){${both}}}`;
  return straight({ N: numbers, C: changed, pairs }, `return{groups:[${groups.join(',\n')}],${pairUp}}`);
}
