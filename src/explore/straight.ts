// SPDX-License-Identifier: MIT
// Code that is written for one program, as its steps are: what a search asks of every state it makes would otherwise be loops over
// threads and words, with a call for each.

import type { Program } from '../compile/program.ts';

/** The point of a thread, of the state at `o` in `A`. */
export function pointText(program: Program, thread: number): string {
  const { word, shift, bits } = program.pointPlace(thread);
  return `A[o+${word}]${shift === 0 ? '' : `>>>${shift}`}${bits === 32 ? '' : `&${2 ** bits - 1}`}`;
}

/** @param names of what the text uses @param text the body of a function that returns one */
export function straight<Made>(names: Readonly<Record<string, unknown>>, text: string): Made {
  return new Function(...Object.keys(names), `'use strict';${text}`)(...Object.values(names)) as Made;
}
