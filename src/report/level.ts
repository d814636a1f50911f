// SPDX-License-Identifier: MIT
// How much of a story is told. A short one is told completely; a long one by what the failure turns on, so that it still
// fits a mail. Each level says which effects are worth a line and which calls are told in one.

import { sameValue } from '../explore/cells.ts';
import type { Effect, Leaf } from './call-tree.ts';
import { type Cells, isTouch } from './cells.ts';
import type { Detail } from './story.ts';
import type { Tale } from './tale.ts';

export interface Level {
  /** The level is taken if the story then has at most so many lines. */
  readonly lines: number;
  readonly reads: 'every' | 'all' | 'meeting';
  /** Calls that nobody interrupted are told in one line where they are indented so far or further. */
  readonly foldFrom: number;
  /** Writes that the same thread took back, with nobody looking: a lock taken and released, a reference got and put. */
  readonly fleeting: boolean;
  /** Writes that no other thread sees, below the statements of the thread itself. */
  readonly private: boolean;
  /** Calls that only call one other. */
  readonly passing: boolean;
  /** Short calls on one line, reads in a row on one line. */
  readonly joins: boolean;
}

export const everything: Level = {
  lines: Infinity,
  reads: 'every',
  foldFrom: Infinity,
  fleeting: true,
  private: true,
  passing: true,
  joins: false,
};

const folding: Level = { ...everything, reads: 'meeting', fleeting: false, passing: false, joins: true };

/** From the inside out: what is deepest is folded first. */
const levels: readonly Level[] = [
  { ...everything, lines: 16, reads: 'all', joins: true },
  { ...everything, lines: 24, reads: 'meeting', joins: true },
  ...[6, 5, 4, 3, 2, 1].map((foldFrom) => ({ ...folding, lines: 24, foldFrom })),
  ...[6, 5, 4, 3, 2, 1].map((foldFrom) => ({ ...folding, lines: 28, foldFrom, private: false })),
  { ...folding, lines: 36, foldFrom: 1, private: false },
  { ...folding, lines: Infinity, foldFrom: 0, private: false },
];

/** Where the property says what matters, and threads meet, what each does on its own is left out before calls are folded. */
const apart: Level = { ...folding, lines: 24, foldFrom: Infinity, private: false };

export function levelsFor({ story, cells }: Tale, detail: Detail): readonly Level[] {
  if (detail.full) return [everything];
  const acting = new Set(story.steps.map(({ thread }) => thread));
  const threads = [...acting].filter((thread) => story.threads[thread]?.role === 'thread');
  const [first, second, ...others] = levels;
  if (threads.length < 2 || !cells.tellsWhatMatters || first === undefined || second === undefined) return levels;
  return [first, second, apart, ...others];
}

/** Whether a leaf is worth being printed. `looping`: within a loop even reads that nobody else can change are the story. */
export function isShown(leaf: Leaf, level: Level, cells: Cells, detail: Detail, looping: boolean): boolean {
  if (leaf.kind === 'mark') return true;
  const { effect } = leaf;
  switch (effect.kind) {
    case 'write': {
      if (cells.decides(effect)) return true;
      if (effect.free) return detail.free;
      const standing = cells.standing(effect);
      if (level.reads !== 'every' && cells.isIdle(effect)) return false;
      if (!level.fleeting && standing === 'fleeting') return false;
      if (!level.private && standing === 'private') return false;
      // Writing a record that stays as it is: only what others see of it could matter.
      const changes = effect.how !== undefined || !sameValue(effect.before, effect.value);
      return level.reads === 'every' || changes || standing !== 'private';
    }
    case 'read': {
      if (effect.free) return detail.free;
      // That it is not the newest value is what a weaker memory is about.
      if (cells.decides(effect) || effect.how === 'old') return true;
      if (level.reads === 'every') return true;
      return !leaf.partOfStep && (matters(effect, cells) || ((level.reads === 'all' || looping) && !leaf.told));
    }
    // That a wait was over matters if somebody else could have ended it.
    case 'wait':
      if (level.reads === 'every') return true;
      return !leaf.partOfStep && (level.reads === 'all' || looping || leaf.reads.some((read) => matters(read, cells)));
    // What came of it is told.
    case 'choose':
      return level.private;
    case 'alloc':
    case 'free':
    case 'note':
    case 'fault':
      return true;
  }
}

function matters(effect: Effect, cells: Cells): boolean {
  return isTouch(effect) && ['crucial', 'meeting', 'message'].includes(cells.standing(effect));
}
