// SPDX-License-Identifier: MIT
// Decides where one atomic step ends. A step begins at a program point (a block that opens with a touch, or with a
// choice), goes on through the first touch and the local code behind it, and ends where the next point is reached.
// Hard case: a choice costs no step of its own; the step that begins with it goes on to its touch. So whether a block is
// passed or ends the step depends on what the step has done so far: regions are explored over (block, progress).

import type { Block, Code, Instruction } from './code.ts';

/** Blocks of one step, with what the step had done when it came to them. */
export interface Node {
  readonly block: Block;
  readonly touched: boolean;
  /** Choice blocks passed before the touch: coming to one again ends the step. */
  readonly chosen: readonly number[];
  readonly key: string;
}

export type Edge =
  | { readonly kind: 'inside'; readonly node: Node }
  | { readonly kind: 'point'; readonly block: Block }
  | { readonly kind: 'finish' };

export interface Region {
  readonly start: Node;
  readonly nodes: ReadonlyMap<string, Node>;
  /** How many edges lead to a node: above 1 it needs a label of its own. */
  readonly arrivals: ReadonlyMap<string, number>;
  readonly hasChoice: boolean;
  /** Points at which the step may end. */
  readonly exits: readonly Block[];
  readonly finishes: boolean;
}

export interface Points {
  /** Program points in the order of their discovery. */
  readonly blocks: readonly Block[];
  readonly indexOf: ReadonlyMap<Block, number>;
  /** One per point. */
  readonly regions: readonly Region[];
  /** From the top to the first point, before anything happens. */
  readonly start: Region;
}

function opens(block: Block): 'touch' | 'choose' | null {
  const first: Instruction | undefined = block.instructions[0];
  if (first?.op === 'touch') return 'touch';
  return first?.op === 'choose' && !first.inside ? 'choose' : null;
}

function node(block: Block, touched: boolean, chosen: readonly number[]): Node {
  const kept = touched ? [] : chosen;
  return { block, touched, chosen: kept, key: `${block.id}${touched ? '' : `?${kept.join(',')}`}` };
}

/** Where control goes from a block, given the step so far. `restart`: the end of a body leads back to its top. */
export function follow(from: Node, to: Block, begun: boolean): Edge {
  const kind = opens(to);
  if (kind === null) return { kind: 'inside', node: node(to, from.touched, from.chosen) };
  if (from.touched || (kind === 'choose' && from.chosen.includes(to.id))) return { kind: 'point', block: to };
  return begun ? { kind: 'inside', node: enter(to, from.chosen) } : { kind: 'point', block: to };
}

function enter(block: Block, chosen: readonly number[]): Node {
  return opens(block) === 'touch' ? node(block, true, []) : node(block, false, [...chosen, block.id]);
}

export function edgesOf(from: Node, code: Code, restart: boolean): readonly Edge[] {
  const { ending } = from.block;
  switch (ending.kind) {
    case 'jump':
      return [follow(from, ending.to, true)];
    case 'branch':
      return [follow(from, ending.then, true), follow(from, ending.else, true)];
    case 'end':
      return restart ? [follow({ ...from, touched: true }, code.entry, true)] : [{ kind: 'finish' }];
    case 'answer':
    case 'never':
      return [];
  }
}

function explore(start: Node, code: Code, restart: boolean): Region {
  const nodes = new Map<string, Node>([[start.key, start]]);
  const arrivals = new Map<string, number>([[start.key, 1]]);
  const exits = new Set<Block>();
  let hasChoice = false;
  let finishes = false;
  const queue: Node[] = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next.block.instructions.some((instruction) => instruction.op === 'choose')) hasChoice = true;
    for (const edge of edgesOf(next, code, restart)) {
      if (edge.kind === 'point') exits.add(edge.block);
      else if (edge.kind === 'finish') finishes = true;
      else {
        arrivals.set(edge.node.key, (arrivals.get(edge.node.key) ?? 0) + 1);
        if (!nodes.has(edge.node.key)) {
          nodes.set(edge.node.key, edge.node);
          queue.push(edge.node);
        }
      }
    }
  }
  return { start, nodes, arrivals, hasChoice, exits: [...exits], finishes };
}

/** Finds every program point of a body, and the region of each. */
export function cutSteps(code: Code, restart: boolean): Points {
  // Before its first step a thread has "touched": it stands before the first point, having run its local prefix.
  const entryEdge = follow(node(code.entry, true, []), code.entry, true);
  const first: Node = entryEdge.kind === 'inside' ? entryEdge.node : node(code.entry, true, []);
  const start: Region =
    entryEdge.kind === 'point'
      ? {
          start: first,
          nodes: new Map(),
          arrivals: new Map(),
          hasChoice: false,
          exits: [entryEdge.block],
          finishes: false,
        }
      : explore(first, code, restart);
  const blocks: Block[] = [];
  const indexOf = new Map<Block, number>();
  const regions: Region[] = [];
  const discover = (found: readonly Block[]): void => {
    for (const block of found) {
      if (indexOf.has(block)) continue;
      indexOf.set(block, blocks.length);
      blocks.push(block);
    }
  };
  discover(start.exits);
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i];
    if (block === undefined) break;
    const region = explore(enter(block, []), code, restart);
    regions.push(region);
    discover(region.exits);
  }
  return { blocks, indexOf, regions, start };
}

/** A property as one region: everything up to its answer. */
export function wholeRegion(code: Code): Region {
  return explore(node(code.entry, true, []), code, false);
}
