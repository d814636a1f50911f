// SPDX-License-Identifier: MIT
// Which registers matter at the beginning of each block. A register that is not live at a point is zero in the state:
// equal states must be equal. What is only printed does not count as a use.

import { type Block, type Code, type Instruction, type Pure, type Register, registersOf } from './code.ts';

/** The registers an instruction reads for its effect, and the one it assigns. */
export function usesOf(instruction: Instruction, visit: (register: Register) => void): void {
  const read = (pure: Pure): void => registersOf(pure, visit);
  switch (instruction.op) {
    case 'set':
      read(instruction.value);
      return;
    case 'load':
      if (!instruction.shown) read(instruction.element);
      return;
    case 'store':
      read(instruction.element);
      read(instruction.value);
      return;
    case 'choose':
      read(instruction.n);
      return;
    case 'release':
      read(instruction.object);
      return;
    case 'guard':
    case 'check':
      read(instruction.condition);
      return;
    case 'section':
      if (instruction.word !== null) read(instruction.word);
      return;
    case 'touch':
    case 'barrier':
    case 'fence':
    case 'drain':
    case 'alloc':
    case 'enter':
    case 'leave':
    case 'note':
      return;
  }
}

export function definitionOf(instruction: Instruction): Register | null {
  return instruction.op === 'set' ||
    instruction.op === 'load' ||
    instruction.op === 'alloc' ||
    instruction.op === 'choose'
    ? instruction.to
    : null;
}

export function successorsOf(block: Block): readonly Block[] {
  switch (block.ending.kind) {
    case 'jump':
      return [block.ending.to];
    case 'branch':
      return [block.ending.then, block.ending.else];
    case 'end':
    case 'answer':
    case 'never':
      return [];
  }
}

export function endingUses(block: Block, visit: (register: Register) => void): void {
  if (block.ending.kind === 'branch') registersOf(block.ending.condition, visit);
  if (block.ending.kind === 'answer') registersOf(block.ending.value, visit);
}

/** Walks back through the code until nothing changes: what matters at the beginning of each reachable block.
 *  @param after where control may go from a block
 *  @param begin what matters there for the block's own sake
 *  @param flow adds to `into`, of a block, what matters at the beginning of one behind it; whether it was more */
export function backwards<Live>(
  code: Code,
  after: (block: Block) => readonly Block[],
  begin: (block: Block) => Live,
  flow: (into: Live, block: Block, from: Live) => boolean,
): Map<Block, Live> {
  const reachable: Block[] = [];
  const predecessors = new Map<Block, Block[]>();
  const seen = new Set<Block>([code.entry]);
  const stack = [code.entry];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    reachable.push(next);
    for (const to of after(next)) {
      const list = predecessors.get(to) ?? [];
      list.push(next);
      predecessors.set(to, list);
      if (seen.has(to)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  const live = new Map<Block, Live>();
  for (const block of reachable) live.set(block, begin(block));
  const at = (block: Block): Live => {
    const found = live.get(block);
    if (found === undefined) throw new Error('checker bug: a block without liveness');
    return found;
  };
  const work = [...reachable];
  const visited = new Set<Block>();
  const queued = new Set(work);
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    queued.delete(next);
    let grown = false;
    for (const to of after(next)) if (flow(at(next), next, at(to))) grown = true;
    if (!grown && visited.has(next)) continue;
    visited.add(next);
    for (const from of predecessors.get(next) ?? []) {
      if (queued.has(from)) continue;
      queued.add(from);
      work.push(from);
    }
  }
  return live;
}

/** What a block reads before it assigns it, and what it assigns. */
export function usedFirst(block: Block): { readonly reads: Set<Register>; readonly writes: Set<Register> } {
  const reads = new Set<Register>();
  const writes = new Set<Register>();
  const use = (register: Register): void => {
    if (!writes.has(register)) reads.add(register);
  };
  for (const instruction of block.instructions) {
    usesOf(instruction, use);
    const to = definitionOf(instruction);
    if (to !== null) writes.add(to);
  }
  endingUses(block, use);
  return { reads, writes };
}

/** Live registers at the beginning of every reachable block. */
export function liveRegisters(code: Code): Map<Block, ReadonlySet<Register>> {
  const assigned = new Map<Block, Set<Register>>();
  const begin = (block: Block): Set<Register> => {
    const { reads, writes } = usedFirst(block);
    assigned.set(block, writes);
    return reads;
  };
  const flow = (into: Set<Register>, block: Block, from: Set<Register>): boolean => {
    const { size } = into;
    const writes = assigned.get(block);
    for (const register of from) if (writes?.has(register) !== true) into.add(register);
    return into.size > size;
  };
  return new Map<Block, ReadonlySet<Register>>(backwards(code, successorsOf, begin, flow));
}

export function liveAt(live: ReadonlyMap<Block, ReadonlySet<Register>>, block: Block): ReadonlySet<Register> {
  const found = live.get(block);
  if (found === undefined) throw new Error(`checker bug: block ${block.id} cannot be reached`);
  return found;
}

/** As if every register that is live at one of the points were live wherever the code is. */
export function everywhere(
  live: ReadonlyMap<Block, ReadonlySet<Register>>,
  points: readonly Block[],
): Map<Block, ReadonlySet<Register>> {
  const all = new Set(points.flatMap((point) => [...liveAt(live, point)]));
  return new Map([...live.keys()].map((block) => [block, all]));
}
