// SPDX-License-Identifier: MIT
// A story with what is found out about it once, however many levels of detail are tried.

import { callTrees, type Frame } from './call-tree.ts';
import { Cells } from './cells.ts';
import { Interruptions } from './interruptions.ts';
import type { Story } from './story.ts';

export interface Tale {
  readonly story: Story;
  /** Per thread. */
  readonly trees: readonly Frame[];
  readonly cells: Cells;
  readonly interruptions: Interruptions;
}

export function taleOf(story: Story): Tale {
  return { story, trees: callTrees(story), cells: new Cells(story), interruptions: new Interruptions(story) };
}
