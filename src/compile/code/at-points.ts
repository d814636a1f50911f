// SPDX-License-Identifier: MIT
// What matters at each point of a body, found by going back through its code.

import type { Block, Code } from './code.ts';
import { type Points, pointOf } from './cut-steps.ts';
import { backwards, successorsOf } from './liveness.ts';

/** A body that is cut into steps. */
export interface Stepped {
  readonly code: Code;
  readonly points: Points;
  /** Whether it begins again when it has ended. */
  readonly again: boolean;
}

/** Of the copy of a first point, which stands for the top, the point. */
export function originalsOf({ tops }: Code): ReadonlyMap<Block, Block> {
  return new Map([...tops].map(([block, copy]) => [copy, block]));
}

/** By point.
 *  @param begin, flow as `backwards` takes them */
export function atPoints<Live>(
  { code, points, again }: Stepped,
  begin: (block: Block) => Live,
  flow: (into: Live, block: Block, from: Live) => boolean,
): readonly Live[] {
  const after = (block: Block): readonly Block[] =>
    block.ending.kind === 'end' && again ? [code.entry] : successorsOf(block);
  const live = backwards(code, after, begin, flow);
  const originals = originalsOf(code);
  return points.blocks.map((block) => {
    const found = live.get(originals.get(block) ?? block);
    if (found === undefined) throw new Error(`checker bug: nothing is known of point ${pointOf(points, block)}`);
    return found;
  });
}
