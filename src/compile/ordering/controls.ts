// SPDX-License-Identifier: MIT
// Which branches decide whether a block is run (Ferrante, Ottenstein, Warren: The program dependence graph, 1987): what is written
// there is ordered behind what they were decided by, and what is written where their ways meet again is not. Behind a loop that
// might go round for ever, all is decided by it.

import type { Block, Code } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';

/** Of each block that can be reached, the branches that decide whether it is run. */
export type Deciders = ReadonlyMap<Block, ReadonlySet<Block>>;

/** @param mayStay whether a loop may go round for ever by this branch, as far as anybody knows who reads the code */
export function decidersOf(code: Code, mayStay: (branch: Block) => boolean): Deciders {
  const blocks = [...reachable(code)];
  const behind = nextMeetings(blocks, endless(blocks, mayStay));
  const direct = new Map(blocks.map((block) => [block, new Set<Block>()]));
  for (const branch of blocks)
    for (const next of successorsOf(branch)) {
      const meeting = behind.get(branch) ?? null;
      for (let at: Block | null = next; at !== null && at !== meeting; at = behind.get(at) ?? null) {
        if (!behind.has(at)) break;
        direct.get(at)?.add(branch);
      }
    }
  return closed(direct);
}

/** A branch that decides whether another one is come to decides what that one decides. */
function closed(direct: ReadonlyMap<Block, Set<Block>>): Deciders {
  const found = new Map([...direct].map(([block, branches]) => [block, new Set(branches)]));
  // A set hands out what is added while it is gone through.
  for (const branches of found.values())
    for (const branch of branches) for (const one of direct.get(branch) ?? []) branches.add(one);
  return found;
}

function reachable(code: Code): Set<Block> {
  const found = new Set([code.entry]);
  for (const block of found) for (const next of successorsOf(block)) found.add(next);
  return found;
}

/** Branches on cycles by which control may stay there. */
function endless(blocks: readonly Block[], mayStay: (branch: Block) => boolean): ReadonlySet<Block> {
  const comesBack = (block: Block): boolean => {
    const seen = new Set(successorsOf(block));
    for (const one of seen) for (const next of successorsOf(one)) seen.add(next);
    return seen.has(block);
  };
  return new Set(blocks.filter((one) => one.ending.kind === 'branch' && mayStay(one) && comesBack(one)));
}

/** Of each block from which the end can be reached, the first one behind it that every way to the end goes through; null: there
 *  is none (Cooper, Harvey, Kennedy: A simple, fast dominance algorithm, 2001, from the end). A run that breaks is none that ends. */
function nextMeetings(blocks: readonly Block[], endless: ReadonlySet<Block>): ReadonlyMap<Block, Block | null> {
  const before = new Map<Block, Block[]>(blocks.map((block) => [block, []]));
  for (const block of blocks) for (const next of successorsOf(block)) before.get(next)?.push(block);
  const ends = (block: Block): boolean =>
    endless.has(block) || block.ending.kind === 'end' || block.ending.kind === 'answer';
  const order = fromTheEnd(blocks.filter(ends), before);
  const rank = new Map([...order].reverse().map((block, i) => [block, i + 1]));
  /** By rank; 0 is the end. */
  const meeting = new Map<number, number>();
  const up = (from: number): number => {
    const found = meeting.get(from);
    if (found === undefined) throw new Error('checker bug: a block that comes to no end');
    return found;
  };
  const common = (a: number, b: number): number => {
    let [one, other] = [a, b];
    while (one !== other) {
      while (one > other) one = up(one);
      while (other > one) other = up(other);
    }
    return one;
  };
  const ranked = [...rank.keys()];
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, block] of ranked.entries()) {
      let found: number | null = ends(block) ? 0 : null;
      for (const next of successorsOf(block)) {
        const at = rank.get(next);
        if (at === undefined || !meeting.has(at)) continue;
        found = found === null ? at : common(found, at);
      }
      if (found === null || meeting.get(i + 1) === found) continue;
      meeting.set(i + 1, found);
      changed = true;
    }
  }
  return new Map(ranked.map((block, i) => [block, ranked[up(i + 1) - 1] ?? null]));
}

/** Blocks from which the end can be reached, each behind all that are only reached through it where that can be: postorder. */
function fromTheEnd(ends: readonly Block[], before: ReadonlyMap<Block, readonly Block[]>): readonly Block[] {
  const order: Block[] = [];
  const seen = new Set<Block>();
  const stack: { readonly block: Block; next: number }[] = [];
  const enter = (block: Block): void => {
    if (seen.has(block)) return;
    seen.add(block);
    stack.push({ block, next: 0 });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const one = before.get(top.block)?.[top.next++];
      if (one === undefined) {
        order.push(top.block);
        stack.pop();
      } else if (!seen.has(one)) {
        seen.add(one);
        stack.push({ block: one, next: 0 });
      }
    }
  };
  for (const block of ends) enter(block);
  return order;
}
