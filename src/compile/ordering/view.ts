// SPDX-License-Identifier: MIT
// What somebody knows of memory: a position in each history.

import { there } from '../there.ts';

export type View = number[];

export function raise(view: View, cell: number, position: number): void {
  view[cell] = Math.max(there(view, cell, 'cell'), position);
}

export function join(view: View, other: View): void {
  for (let cell = 0; cell < other.length; cell++) {
    const position = there(other, cell, 'cell');
    if (position > there(view, cell, 'cell')) view[cell] = position;
  }
}
