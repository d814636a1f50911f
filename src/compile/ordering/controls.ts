// SPDX-License-Identifier: MIT
// Which branches decide whether a block is run (Ferrante, Ottenstein, Warren: The program dependence graph, 1987): what is written
// there is ordered behind what they were decided by, and what is written where their ways meet again is not. What is behind a loop that
// may go round for ever is decided by the branches by which it is left (Ranganath and others: A new foundation for control dependence, 2005).

import { closure } from '../code/closure.ts';
import type { Block, Code } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';
import { type Loop, loopsIn, postorder, reachable } from './loops.ts';

/** Of each block that can be reached, the branches that decide whether it is run. */
export type Deciders = ReadonlyMap<Block, ReadonlySet<Block>>;

type Staying = (branch: Block, loop: Loop) => boolean;

/** @param mayStay whether nobody who reads the code can know how often a loop goes round that is left by such branches alone */
export function decidersOf(code: Code, mayStay: Staying): Deciders {
  const blocks = [...reachable(code)];
  const behind = nextMeetings(blocks, endless(blocks, mayStay));
  const direct = new Map(blocks.map((block) => [block, new Set<Block>()]));
  for (const branch of blocks)
    for (const next of successorsOf(branch)) {
      const meeting = behind.get(branch) ?? null;
      for (let at: Block | null = next; at !== null && at !== meeting; at = behind.get(at) ?? null) {
        // A run that breaks there.
        if (!behind.has(at)) break;
        direct.get(at)?.add(branch);
      }
    }
  return closed(direct);
}

/** A branch that decides whether another one is come to decides what that one decides. */
function closed(direct: ReadonlyMap<Block, Set<Block>>): Deciders {
  const deciding = (branch: Block): Iterable<Block> => direct.get(branch) ?? [];
  return new Map([...direct].map(([block, branches]) => [block, closure(branches, deciding)]));
}

/** Where a run may go round for ever, as if it could end there: branches by which such a loop is left, and heads of loops that are never left. */
function endless(blocks: readonly Block[], mayStay: Staying): ReadonlySet<Block> {
  const loops = [...loopsIn(new Set(blocks))];
  const going = new Set([...blocks.filter(isLast), ...loops.flatMap(({ body }) => [...body])]);
  for (const block of postorder(blocks, successorsOf))
    if (successorsOf(block).some((next) => going.has(next))) going.add(block);
  const found = new Set<Block>();
  for (const loop of loops) {
    const { head, body } = loop;
    // Not where the run breaks.
    const left = [...body].filter((block) => successorsOf(block).some((next) => !body.has(next) && going.has(next)));
    if (left.length === 0) found.add(head);
    // One that counts is left some time.
    if (left.every((block) => mayStay(block, loop))) for (const block of left) found.add(block);
  }
  return found;
}

const isLast = ({ ending }: Block): boolean => ending.kind === 'end' || ending.kind === 'answer';

/** Of each block from which the end can be reached, the first one behind it that every way to the end goes through; null: there
 *  is none (Cooper, Harvey, Kennedy: A simple, fast dominance algorithm, 2001, from the end). A run that breaks is none that ends. */
function nextMeetings(blocks: readonly Block[], endless: ReadonlySet<Block>): ReadonlyMap<Block, Block | null> {
  const before = new Map<Block, Block[]>(blocks.map((block) => [block, []]));
  for (const block of blocks) for (const next of successorsOf(block)) before.get(next)?.push(block);
  const ends = (block: Block): boolean => endless.has(block) || isLast(block);
  const order = postorder(blocks.filter(ends), (block) => before.get(block) ?? []);
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
