// SPDX-License-Identifier: MIT
// Hash, comparison and copy of states, written out for their number of words: once for each number, so that the engine compiles
// it once, however many models have it.

import { straight } from './straight.ts';

export interface Sized {
  hash(states: Int32Array, at: number): number;
  same(a: Int32Array, atA: number, b: Int32Array, atB: number): boolean;
  copy(from: Int32Array, at: number, to: Int32Array, into: number): void;
}

/** More words than these are gone through in a loop: the engine optimises no function of any length. */
export const WRITTEN_OUT = 64;

const known = new Map<number, Sized>();

/** @param words of a state */
export function sized(words: number): Sized {
  let made = known.get(words);
  if (made === undefined) {
    made = straight<Sized>({}, words > WRITTEN_OUT ? inLoops(words) : writtenOut(words));
    known.set(words, made);
  }
  return made;
}

function writtenOut(words: number): string {
  const all = [...Array(words).keys()];
  const same = ['true', ...all.map((w) => `a[i+${w}]===b[j+${w}]`)].join('&&');
  const copy = all.map((w) => `b[j+${w}]=a[i+${w}]`).join(';');
  const hashed = sum(
    'h',
    all.map((w) => `a[i+${w}]`),
  );
  return functions(hashed, `return ${same}`, copy);
}

/** So long, most words of a state are 0: what is not is mixed with where it stands. */
function inLoops(words: number): string {
  const each = (what: string): string => `for(let w=0;w<${words};w++){${what}}`;
  const same = `${each('if(a[i+w]!==b[j+w])return false')}return true`;
  const mix = each(`const v=a[i+w];if(v!==0){${mixed('h', 'v^Math.imul(w,0x85ebca6b)')}}`);
  return functions(`let h=0;${mix}`, same, `b.set(a.subarray(i,i+${words}),j)`);
}

function functions(sum: string, same: string, copy: string): string {
  return `return{hash(a,i){${sum}${avalanche('h')}return h},same(a,i,b,j){${same}},copy(a,i,b,j){${copy}}}`;
}

/** What makes the variable `hash` one of another word, too: a bijection of its value. */
export const mixed = (hash: string, word: string): string =>
  `${hash}=Math.imul(${hash}^${word},0x9e3779b1);${hash}^=${hash}>>>15;`;

/** Declares the variable `hash`, of these words. */
export const sum = (hash: string, words: readonly string[]): string =>
  `let ${hash}=0;${words.map((one) => mixed(hash, one)).join('')}`;

/** What ends it: linear probing forgives no patterns. */
export const avalanche = (hash: string): string =>
  `${hash}=Math.imul(${hash},0x2c1b3c6d);${hash}^=${hash}>>>12;${hash}=Math.imul(${hash},0x297a2d39);${hash}^=${hash}>>>15;`;
