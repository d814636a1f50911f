// SPDX-License-Identifier: MIT
// What an ingredient is, for those who look for them.

import type { IngredientKind } from '../partners.ts';
import type { Cut } from '../write-diff.ts';

export interface Ingredient {
  readonly kind: IngredientKind;
  readonly function: string;
  /** Counts from 1. */
  readonly line: number;
  /** What goes: `lock_page(page) … unlock_page(page)`. */
  readonly what: string;
  readonly cuts: readonly Cut[];
}

export interface Names {
  /** What closes what a function opens. */
  partners(name: string): readonly string[];
  /** Whether a field is a ghost: bookkeeping of properties, and no part of the code. */
  isGhost(field: string): boolean;
}

/** Words of the language that say something to the reader or to properties, and change nothing. */
export const silent: ReadonlySet<string> = new Set(['note', 'assert', 'warn']);
