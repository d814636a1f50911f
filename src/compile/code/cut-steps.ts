// SPDX-License-Identifier: MIT
// Decides where one atomic step ends. A step begins at a program point (a block that opens with a touch, or with a
// choice), goes on through the first touch and the local code behind it, and ends where the next point is reached.
// Hard case: a choice costs no step of its own; the step that begins with it goes on to its touch. So whether a block is
// passed or ends the step depends on what the step has done so far: regions are explored over (block, progress). Where what
// was chosen has to wait, the choice has been made nevertheless, and is the whole step.

import type { Role } from '../program.ts';
import { there } from '../there.ts';
import { closure } from './closure.ts';
import type { Block, Code, Instruction, Register } from './code.ts';
import { successorsOf } from './liveness.ts';

/** Blocks of one step, with what the step had done when it came to them. */
export interface Node {
  readonly block: Block;
  readonly touched: boolean;
  /** Choices made before the touch, by the register that each goes to: coming to one again ends the step. Only those that can be come
   *  to again: else what is behind many of them would be there once for each set of them that may have been made. */
  readonly chosen: readonly number[];
  /** A round of a daemon or environment is beginning: nothing of it has been touched yet; barriers are no touch. */
  readonly top: boolean;
  /** The step is to end in front of its touch. */
  readonly decides: boolean;
  readonly key: string;
}

export type Edge =
  | { readonly kind: 'inside'; readonly node: Node }
  /** `top`: what the block is a copy of, or is to be, where a round is beginning still. */
  | { readonly kind: 'point'; readonly block: Block; readonly top: Block | null }
  | { readonly kind: 'finish' };

export interface Region {
  readonly start: Node;
  readonly nodes: ReadonlyMap<string, Node>;
  /** From a node, by its key. */
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  /** How many edges lead to a node: above 1 it needs a label of its own. */
  readonly arrivals: ReadonlyMap<string, number>;
  readonly hasChoice: boolean;
  /** The choice alone, which is the step where what was chosen has to wait; null: there is no such thing. */
  readonly decision: Region | null;
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

export function pointOf(points: Points, block: Block): number {
  const index = points.indexOf.get(block);
  if (index === undefined) throw new Error(`checker bug: block ${block.id} is no point`);
  return index;
}

/** With what it waits for before each step. */
export const instructionsIn = ({ nodes }: Region): readonly Instruction[] =>
  [...nodes.values()].flatMap(({ block }) => block.instructions);

/** Of what it waits for before each step: nothing. */
const instructionsOf = ({ nodes }: Region): readonly Instruction[] =>
  [...nodes.values()].flatMap(({ block }) => (block.activation.gate ? [] : block.instructions));

/** Whether a step is a barrier, and nothing else: where memory is sequentially consistent, there is none. */
function isBarrier(region: Region): boolean {
  const all = instructionsOf(region);
  return all.some(({ op }) => op === 'fence') && all.every(({ op }) => besideBarriers.has(op));
}

const isTouch = (one: Instruction): boolean =>
  one.op === 'load' || one.op === 'store' ? one.via !== null : touching.has(one.op);

/** What it waits for before each step is none. */
const touches = ({ activation, instructions }: Block): boolean => !activation.gate && instructions.some(isTouch);

const touching: ReadonlySet<Instruction['op']> = new Set(['section', 'guard', 'drain', 'alloc', 'release']);

const besideBarriers: ReadonlySet<Instruction['op']> = new Set([
  'fence',
  'touch',
  'barrier',
  'set',
  'enter',
  'leave',
  'note',
]);

/** Points at which what begins again is at its top. */
export function topsOf({ blocks }: Points, { tops }: Code): ReadonlySet<number> {
  const copies = new Set(tops.values());
  return new Set([...blocks.keys()].filter((point) => copies.has(there(blocks, point, 'point'))));
}

/** Points with nothing before the end but barriers, where a body waits for something before each step: where that is false for good, it is
 *  over, as it is where memory is sequentially consistent. */
export function oversOf({ blocks, regions, start }: Points, restart: boolean): ReadonlySet<number> {
  const overs = new Set<number>();
  const ends = new Set(restart ? start.exits : []);
  for (let before = -1; before < overs.size; ) {
    before = overs.size;
    for (const [point, region] of regions.entries()) {
      if (!isBarrier(region) || !isGated(region) || !region.exits.every((block) => ends.has(block))) continue;
      if (region.exits.length === 0 && !region.finishes) continue;
      overs.add(point);
      ends.add(there(blocks, point, 'point'));
    }
  }
  return overs;
}

const isGated = ({ nodes }: Region): boolean => [...nodes.values()].some(({ block }) => block.activation.gate);

function opens(block: Block): 'touch' | 'choose' | null {
  const first: Instruction | undefined = block.instructions[0];
  if (first?.op === 'touch') return 'touch';
  return first?.op === 'choose' && !first.inside ? 'choose' : null;
}

type Progress = Omit<Node, 'block' | 'key'>;

const fresh: Progress = { touched: false, chosen: [], top: false, decides: false };

function node(block: Block, { touched, chosen, top, decides }: Progress): Node {
  const kept = touched ? [] : chosen;
  return {
    block,
    touched,
    chosen: kept,
    top,
    decides,
    key: `${block.id}${touched ? '' : `?${kept.join(',')}`}${top ? '^' : ''}`,
  };
}

/** Where control goes from a block, given the step so far. */
function follow(from: Node, to: Block, code: Code): Edge {
  const kind = opens(to);
  if (kind === null) return { kind: 'inside', node: node(to, from) };
  const choice = choiceOf(to);
  if (from.touched || (choice === null ? from.decides : from.chosen.includes(choice))) {
    const top = from.top && (from.touched || from.decides);
    return { kind: 'point', block: top ? (code.tops.get(to) ?? to) : to, top: top ? to : null };
  }
  return { kind: 'inside', node: enter(to, from) };
}

function enter(block: Block, progress: Progress): Node {
  const { chosen } = progress;
  const choice = choiceOf(block);
  if (choice === null) return node(block, { ...progress, touched: true });
  return node(block, { ...progress, chosen: comesBack(block, choice) ? [...chosen, choice] : chosen });
}

const comingBack = new WeakMap<Block, boolean>();

/** Whether control may come to a choice again before anything is touched. */
function comesBack(block: Block, choice: number): boolean {
  const known = comingBack.get(block);
  if (known !== undefined) return known;
  const behind = closure(successorsOf(block), (next) => (opens(next) === 'touch' ? [] : successorsOf(next)));
  const found = [...behind].some((one) => choiceOf(one) === choice);
  comingBack.set(block, found);
  return found;
}

/** The copy of a point that stands for the top makes the same choice as the point. */
function choiceOf(block: Block): number | null {
  const first: Instruction | undefined = block.instructions[0];
  return first?.op === 'choose' && !first.inside ? first.to.id : null;
}

function edgesOf(from: Node, code: Code, restart: boolean): readonly Edge[] {
  const { ending } = from.block;
  const after = from.top && touches(from.block) ? { ...from, top: false } : from;
  switch (ending.kind) {
    case 'jump':
      return [follow(after, ending.to, code)];
    case 'branch':
      return [follow(after, ending.then, code), follow(after, ending.else, code)];
    case 'end':
      return restart
        ? [follow(node(from.block, { ...fresh, touched: true, top: true }), code.entry, code)]
        : [{ kind: 'finish' }];
    case 'answer':
    case 'never':
      return [];
  }
}

function chooses(instruction: Instruction): boolean {
  if (instruction.op === 'load' || instruction.op === 'store') return instruction.via?.chooses === true;
  return instruction.op === 'choose' || (instruction.op === 'fence' && instruction.fence === 'perhaps led');
}

function explore(start: Node, code: Code, restart: boolean): Region {
  const nodes = new Map<string, Node>([[start.key, start]]);
  const edges = new Map<string, readonly Edge[]>();
  const arrivals = new Map<string, number>([[start.key, 1]]);
  const exits = new Set<Block>();
  let hasChoice = false;
  let finishes = false;
  const queue: Node[] = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next.block.instructions.some(chooses)) hasChoice = true;
    const behind = edgesOf(next, code, restart);
    edges.set(next.key, behind);
    for (const edge of behind) {
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
  return { start, nodes, edges, arrivals, hasChoice, decision: null, exits: [...exits], finishes };
}

/** The step that begins at a point. Whether it does at a top matters where barriers are steps, which leave nobody's top. */
function regionAt(point: Block, code: Code, role: Role): Region {
  const restart = role !== 'thread';
  const top = [...code.tops.values()].includes(point);
  const region = explore(enter(point, { ...fresh, top: top && hasFences(code) }), code, restart);
  // Who may stay away for ever has to decide nothing for that.
  if ((top && role === 'environment') || choiceOf(point) === null || !waits(region)) return region;
  const decision = explore(enter(point, { ...fresh, top, decides: true }), code, restart);
  return { ...region, decision, exits: [...new Set([...region.exits, ...decision.exits])] };
}

const waits = (region: Region): boolean =>
  [...region.nodes.values()].some(
    ({ block, touched }) => touched && !block.activation.gate && block.instructions.some(({ op }) => op === 'guard'),
  );

/** From the top of a body to its first points. A thread that has not begun stands there as if it had just touched. */
function startRegion(code: Code, restart: boolean): Region {
  const before = node(code.entry, { ...fresh, touched: true, top: restart });
  const edge = follow(before, code.entry, code);
  if (edge.kind !== 'point') return explore(edge.kind === 'inside' ? edge.node : before, code, restart);
  return {
    start: before,
    nodes: new Map(),
    edges: new Map(),
    arrivals: new Map(),
    hasChoice: false,
    decision: null,
    exits: [edge.block],
    finishes: false,
  };
}

/** Being at the top is a fact of how one came there, not of the place: behind a loop that the body begins with, or back at
 *  the head of one, an environment is in the middle of something. So where the code before the first touch may lead gets
 *  points of its own, and only a beginning round comes to them; and so where a barrier leads that is made there, or a choice that has to wait. */
function separateTops(code: Code, live: Map<Block, ReadonlySet<Register>>, role: Role): void {
  const separate = (block: Block): void => {
    const registers = live.get(block);
    if (registers === undefined) throw new Error('checker bug: a first point that cannot be reached');
    const copy: Block = { ...block, id: code.blocks.length + code.tops.size };
    code.tops.set(block, copy);
    live.set(copy, registers);
  };
  for (const block of startRegion(code, true).exits) separate(block);
  // A map hands out what is added while it is gone through.
  for (const copy of code.tops.values())
    for (const { block, top } of pointEdges(regionAt(copy, code, role)))
      if (top !== null && block === top) separate(top);
}

const hasFences = ({ blocks }: Code): boolean =>
  blocks.some(({ instructions }) => instructions.some(({ op }) => op === 'fence'));

function* pointEdges({ edges, decision }: Region): Generator<Extract<Edge, { kind: 'point' }>> {
  for (const some of edges.values()) for (const edge of some) if (edge.kind === 'point') yield edge;
  if (decision !== null) yield* pointEdges(decision);
}

/** Finds every program point of a body, and the region of each. */
export function cutSteps(code: Code, live: Map<Block, ReadonlySet<Register>>, role: Role): Points {
  const restart = role !== 'thread';
  if (restart) separateTops(code, live, role);
  const start = startRegion(code, restart);
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
    const region = regionAt(block, code, role);
    regions.push(region);
    discover(region.exits);
  }
  return { blocks, indexOf, regions, start };
}

/** A property as one region: everything up to its answer. */
export function wholeRegion(code: Code): Region {
  return explore(node(code.entry, { ...fresh, touched: true }), code, false);
}
