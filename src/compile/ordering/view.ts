// SPDX-License-Identifier: MIT
// What somebody knows of memory: a position in each history.

import { there } from '../there.ts';

export type View = number[];

export function raise(view: View, cell: number, position: number): void {
  view[cell] = Math.max(there(view, cell, 'cell'), position);
}

export function join(view: View, other: View): void {
  for (const [cell, position] of other.entries()) raise(view, cell, position);
}
