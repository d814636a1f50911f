// SPDX-License-Identifier: MIT
// How much of a story is told. A short one is told completely; a long one by what the failure turns on, so that it still
// fits a mail. Each level says which effects are worth a line and which calls are told in one.

import type { Effect, Leaf } from './call-tree.ts';
import { type Cells, isTouch } from './cells.ts';
import type { Detail } from './story.ts';

export interface Level {
  /** The level is taken if the story then has at most so many lines. */
  readonly lines: number;
  readonly reads: 'every' | 'all' | 'meeting';
  /** Calls that nobody interrupted are told in one line when they would need more than this. */
  readonly foldAbove: number;
  /** Writes that the same thread took back, with nobody looking: a lock taken and released, a reference got and put. */
  readonly fleeting: boolean;
  /** Calls that only call one other. */
  readonly passing: boolean;
  /** Short calls on one line, reads in a row on one line. */
  readonly joins: boolean;
}

const everything: Level = {
  lines: Infinity,
  reads: 'every',
  foldAbove: Infinity,
  fleeting: true,
  passing: true,
  joins: false,
};

export const levels: readonly Level[] = [
  { ...everything, lines: 16, reads: 'all', joins: true },
  { ...everything, lines: 24, reads: 'meeting', joins: true },
  { lines: 24, reads: 'meeting', foldAbove: 6, fleeting: false, passing: false, joins: true },
  { lines: 28, reads: 'meeting', foldAbove: 3, fleeting: false, passing: false, joins: true },
  { lines: Infinity, reads: 'meeting', foldAbove: 1, fleeting: false, passing: false, joins: true },
];

export function levelsFor(detail: Detail): readonly Level[] {
  return detail.full ? [everything] : levels;
}

/** Whether a leaf is worth being printed. `looping`: within a loop even reads that nobody else can change are the story. */
export function isShown(leaf: Leaf, level: Level, cells: Cells, detail: Detail, looping: boolean): boolean {
  if (leaf.kind === 'mark') return true;
  const { effect } = leaf;
  switch (effect.kind) {
    case 'write': {
      if (effect.free) return detail.free;
      const standing = cells.standing(effect);
      if (!level.fleeting && standing === 'fleeting') return false;
      // Writing a record that stays as it is: only what others see of it could matter.
      return level.reads === 'every' || effect.before !== effect.value || standing !== 'private';
    }
    case 'read': {
      if (effect.free) return detail.free;
      if (level.reads === 'every') return true;
      return !leaf.partOfStep && (matters(effect, cells) || ((level.reads === 'all' || looping) && !leaf.told));
    }
    // That a wait was over matters if somebody else could have ended it.
    case 'wait':
      return level.reads !== 'meeting' || looping || leaf.reads.some((read) => matters(read, cells));
    case 'choose':
    case 'alloc':
    case 'free':
    case 'note':
    case 'fault':
      return true;
  }
}

function matters(effect: Effect, cells: Cells): boolean {
  return isTouch(effect) && ['crucial', 'meeting'].includes(cells.standing(effect));
}
