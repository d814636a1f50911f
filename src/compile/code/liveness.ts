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

/** Live registers at the beginning of every reachable block. */
export function liveRegisters(code: Code): Map<Block, ReadonlySet<Register>> {
  const reachable: Block[] = [];
  const predecessors = new Map<Block, Block[]>();
  const seen = new Set<Block>([code.entry]);
  const stack = [code.entry];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    reachable.push(next);
    for (const to of successorsOf(next)) {
      const list = predecessors.get(to) ?? [];
      list.push(next);
      predecessors.set(to, list);
      if (seen.has(to)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  // Per block: what it reads before assigning (gen), and what it assigns (kill).
  const gen = new Map<Block, Set<Register>>();
  const kill = new Map<Block, Set<Register>>();
  for (const block of reachable) {
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
    gen.set(block, reads);
    kill.set(block, writes);
  }
  const live = new Map<Block, Set<Register>>();
  for (const block of reachable) live.set(block, new Set(gen.get(block)));
  const work = [...reachable];
  const visited = new Set<Block>();
  const queued = new Set(work);
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    queued.delete(next);
    const current = live.get(next);
    const writes = kill.get(next);
    if (current === undefined || writes === undefined) throw new Error('checker bug: a block without liveness');
    const size = current.size;
    for (const to of successorsOf(next))
      for (const register of liveAt(live, to)) if (!writes.has(register)) current.add(register);
    if (current.size === size && visited.has(next)) continue;
    visited.add(next);
    for (const from of predecessors.get(next) ?? []) {
      if (queued.has(from)) continue;
      queued.add(from);
      work.push(from);
    }
  }
  return new Map<Block, ReadonlySet<Register>>(live);
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
