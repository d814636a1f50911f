// SPDX-License-Identifier: MIT
// How a thread may still touch each cell from a point on. What nobody can touch any more has no history that anybody could tell, and who
// does not touch a cell any more holds none of its values back (histories.ts). Who touches it only in sections about one word finds
// there, before it does, whatever such sections have written.

import { atPoints, type Stepped } from '../code/at-points.ts';
import type { Block, Code, Instruction } from '../code/code.ts';
import { maskOf } from '../code/layout.ts';
import { successorsOf } from '../code/liveness.ts';
import type { PointPlace } from '../program.ts';
import { there } from '../there.ts';
import { cellsOf } from './cells.ts';

/** Not at all; or else, from 0 on, only in sections about this word; or in some other way. */
export type Touch = number;
export const NEVER: Touch = -2;
export const ANYHOW: Touch = -1;

/** Of a thread, as plain data. Points from which it touches the same in the same way share a list. */
export interface Touches {
  readonly cpu: number;
  readonly point: PointPlace;
  /** By point, and where it has finished: which of the lists. */
  readonly lists: readonly number[];
  /** By cell. */
  readonly touches: readonly (readonly Touch[])[];
}

const both = (one: Touch, other: Touch): Touch =>
  one === NEVER || one === other ? other : other === NEVER ? one : ANYHOW;

export function touchesOf(body: Stepped, cells: number): Pick<Touches, 'lists' | 'touches'> {
  const words = wordsAt(body.code);
  const begin = (block: Block): Touch[] => touchedIn(block, wordAt(words, block), cells);
  const found = atPoints(body, begin, (into, _, from) => {
    let grown = false;
    for (let cell = 0; cell < cells; cell++) {
      const touch = both(there(into, cell, 'cell'), there(from, cell, 'cell'));
      grown ||= touch !== into[cell];
      into[cell] = touch;
    }
    return grown;
  });
  const all = [...found, new Array<Touch>(cells).fill(NEVER)];
  const different = new Map(all.map((list) => [list.join(), list]));
  const names = [...different.keys()];
  return { lists: all.map((list) => names.indexOf(list.join())), touches: [...different.values()] };
}

/** Of a section, the word that it is about, where the code names it. */
function wordBehind(instruction: Instruction, before: Touch): Touch {
  if (instruction.op !== 'section') return before;
  const { order, word } = instruction;
  // Of null: it is about nothing.
  return order !== null && word?.kind === 'const' && word.value >= 0 ? word.value : ANYHOW;
}

function wordAt(words: ReadonlyMap<Block, Touch>, block: Block): Touch {
  const word = words.get(block);
  if (word === undefined) throw new Error(`checker bug: nothing is known of block ${block.id}`);
  return word;
}

/** The word of the section that a block begins in, if it is the same on every way there. */
function wordsAt({ entry }: Code): ReadonlyMap<Block, Touch> {
  const words = new Map([[entry, ANYHOW]]);
  const work = [entry];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    const behind = block.instructions.reduce((word, one) => wordBehind(one, word), wordAt(words, block));
    for (const next of successorsOf(block)) {
      const known = words.get(next) ?? NEVER;
      const word = both(known, behind);
      if (word === known) continue;
      words.set(next, word);
      work.push(next);
    }
  }
  return words;
}

function touchedIn(block: Block, before: Touch, cells: number): Touch[] {
  const touched = new Array<Touch>(cells).fill(NEVER);
  let word = before;
  for (const one of block.instructions) {
    word = wordBehind(one, word);
    if (one.op !== 'load' && one.op !== 'store') continue;
    for (const cell of cellsOf(one)) touched[cell] = both(there(touched, cell, 'cell'), word);
  }
  return touched;
}

/** How the threads of each CPU may still touch cells from where they stand in a state. */
export class Touching {
  readonly #threads: readonly Touches[];
  /** By CPU, of each of its threads. */
  readonly #now: readonly (readonly Touch[])[][];

  constructor(threads: readonly Touches[], cpus: number) {
    this.#threads = threads;
    this.#now = Array.from({ length: cpus }, () => []);
  }

  begin(states: Int32Array, at: number): void {
    for (const lists of this.#now) lists.length = 0;
    for (const { cpu, point: place, lists, touches } of this.#threads) {
      const point = (there(states, at + place.word, 'word') >>> place.shift) & maskOf(place.bits);
      there(this.#now, cpu, 'cpu').push(there(touches, there(lists, point, 'point'), 'list'));
    }
  }

  of(cpu: number, cell: number): Touch {
    let touch = NEVER;
    for (const list of there(this.#now, cpu, 'cpu')) touch = both(touch, there(list, cell, 'cell'));
    return touch;
  }
}
