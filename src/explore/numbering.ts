// SPDX-License-Identifier: MIT
// What groups of so many numbers are called (parts.ts), written out for how many they are: once for each number, as in sized.ts.

import { avalanche, sized, sum, WRITTEN_OUT } from './sized.ts';
import { straight } from './straight.ts';

/** Where groups are kept, and looked up. */
export interface Groups {
  readonly table: Int32Array;
  readonly bits: number;
  readonly chunks: readonly Int32Array[];
  readonly layout: { readonly shift: number; readonly mask: number };
  touched: number;
  /** Keeps the group that begins there: its number. */
  add(groups: Int32Array, from: number): number;
}

/** As in store.ts: all hashes, a look at where each may stand, and only then what each is called. */
export type Numbering = (of: Groups, groups: Int32Array, count: number, hashes: Int32Array, into: Int32Array) => void;

const known = new Map<number, Numbering>();

/** @param size of a group */
export function numbering(size: number): Numbering {
  let made = known.get(size);
  if (made === undefined) {
    made = straight<Numbering>({ ...sized(size) }, textOf(size));
    known.set(size, made);
  }
  return made;
}

function textOf(size: number): string {
  const places = size > WRITTEN_OUT ? null : [...Array(size).keys()];
  const words = places?.map((k) => `G[g+${k}]`);
  const hashed = words === undefined ? 'const h=hash(G,g);' : `${sum('h', words)}${avalanche('h')}`;
  const isSame = places?.map((k) => `c[m+${k}]===G[g+${k}]`).join('&&') ?? 'same(c,m,G,g)';
  return `return(P,G,n,H,into)=>{const T=P.table,C=P.chunks,b=P.bits,l=32-b,last=T.length-1,{shift,mask}=P.layout;let t=0;
for(let i=0,g=0;i<n;i++,g+=${size}){${hashed}H[i]=h;t^=T[h>>>l]}
for(let i=0;i<n;i++){const e=T[H[i]>>>l];if(e===0||(e^(H[i]<<b))>>>b!==0)continue;const q=(e&last)-1;t^=C[q>>>shift][(q&mask)*${size}]}
P.touched=t;
for(let i=0,g=0;i<n;i++,g+=${size}){const h=H[i],tag=h<<b;for(let s=h>>>l;;s=(s+1)&last){const e=T[s];
if(e===0){const q=P.add(G,g);T[s]=tag|(q+1);into[i]=q;break}
if((e^tag)>>>b!==0)continue;
const q=(e&last)-1,c=C[q>>>shift],m=(q&mask)*${size};if(${isSame}){into[i]=q;break}}}}`;
}
