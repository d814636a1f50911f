// SPDX-License-Identifier: MIT
// What somebody knows of memory: a position in each history.

import { there } from '../there.ts';

export type View = number[];

export function raise(view: View, cell: number, position: number): void {
  view[cell] = Math.max(there(view, cell, 'cell'), position);
}

export function join(view: View, other: View): void {
  if (other.length > view.length) throw new Error('checker bug: a view of more cells joins one of less');
  for (let cell = 0; cell < other.length; cell++) {
    const position = other[cell]!;
    if (position > view[cell]!) view[cell] = position;
  }
}

/** A position that is not 0 becomes another. */
export function change(view: View, cell: number, changed: (position: number) => number): void {
  const position = there(view, cell, 'cell');
  if (position !== 0) view[cell] = changed(position);
}
