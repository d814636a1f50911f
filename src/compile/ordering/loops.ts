// SPDX-License-Identifier: MIT
// The loops of a thread.

import { closure } from '../code/closure.ts';
import type { Block, Code } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';

export interface Loop {
  readonly head: Block;
  readonly body: ReadonlySet<Block>;
}

export function reachable(code: Code): Set<Block> {
  return closure([code.entry], successorsOf);
}

/** Loops, and those within them: what is left of the cycles when their head is taken out. */
export function* loopsIn(blocks: ReadonlySet<Block>): Generator<Loop> {
  const inside = (block: Block): readonly Block[] => successorsOf(block).filter((next) => blocks.has(next));
  const before = new Map<Block, Block[]>([...blocks].map((block) => [block, []]));
  for (const block of blocks) for (const next of inside(block)) before.get(next)?.push(block);
  const seen = new Set<Block>();
  // Kosaraju: the last one in postorder, and all from which it can be reached, come to each other.
  for (const head of [...postorder(blocks, inside)].reverse()) {
    if (seen.has(head)) continue;
    const body = new Set([head]);
    seen.add(head);
    for (const block of body)
      for (const one of before.get(block) ?? []) {
        if (seen.has(one)) continue;
        seen.add(one);
        body.add(one);
      }
    if (body.size === 1 && !inside(head).includes(head)) continue;
    yield { head, body };
    yield* loopsIn(new Set([...body].filter((block) => block !== head)));
  }
}

/** What can be reached from these, each behind all that are only reached through it where that can be. */
export function postorder(from: Iterable<Block>, next: (block: Block) => readonly Block[]): readonly Block[] {
  const order: Block[] = [];
  const seen = new Set<Block>();
  for (const start of from) {
    const stack: { readonly block: Block; readonly left: Block[] }[] = [];
    const enter = (block: Block): void => {
      if (seen.has(block)) return;
      seen.add(block);
      stack.push({ block, left: [...next(block)].reverse() });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const one = top.left.pop();
      if (one !== undefined) enter(one);
      else order.push(top.block);
      if (one === undefined) stack.pop();
    }
  }
  return order;
}
