// SPDX-License-Identifier: MIT
// Which instructions may have given a register the value that it has where a block begins, or ends.

import type { Block, Code, Instruction, Register } from '../code/code.ts';
import { definitionOf, successorsOf } from '../code/liveness.ts';

type Definitions = ReadonlySet<Instruction>;

export interface Reaching {
  readonly begin: (block: Block, register: Register) => Definitions;
  readonly end: (block: Block, register: Register) => Definitions;
  /** Of an instruction that gives a register a value, the block that it stands in. */
  readonly blockOf: (definition: Instruction) => Block;
  readonly all: (register: Register) => readonly Instruction[];
}

const none: Definitions = new Set();

/** @param live where somebody reads them: elsewhere nothing is said */
export function reachingIn(code: Code, live: ReadonlyMap<Block, ReadonlySet<Register>>): Reaching {
  const definitions = new Map<Register, Map<Block, Instruction>>();
  const blocks = new Map<Instruction, Block>();
  const all = new Map<Register, Instruction[]>();
  for (const block of code.blocks)
    for (const one of block.instructions) {
      const to = definitionOf(one);
      if (to === null) continue;
      blocks.set(one, block);
      all.set(to, [...(all.get(to) ?? []), one]);
      definitions.set(to, (definitions.get(to) ?? new Map<Block, Instruction>()).set(block, one));
    }
  const known = new Map<Register, ReadonlyMap<Block, Definitions>>();
  const begins = (register: Register): ReadonlyMap<Block, Definitions> => {
    const before = known.get(register);
    if (before !== undefined) return before;
    const found = new Map<Block, Set<Instruction>>();
    for (const [from, definition] of definitions.get(register) ?? []) {
      const work = [...successorsOf(from)];
      for (let block = work.pop(); block !== undefined; block = work.pop()) {
        if (live.get(block)?.has(register) !== true) continue;
        const here = found.get(block) ?? new Set();
        if (here.has(definition)) continue;
        found.set(block, here.add(definition));
        if (definitions.get(register)?.has(block) !== true) work.push(...successorsOf(block));
      }
    }
    known.set(register, found);
    return found;
  };
  const begin = (block: Block, register: Register): Definitions => begins(register).get(block) ?? none;
  return {
    begin,
    end: (block, register) => {
      const own = definitions.get(register)?.get(block);
      return own === undefined ? begin(block, register) : new Set([own]);
    },
    blockOf: (definition) => {
      const block = blocks.get(definition);
      if (block === undefined) throw new Error('checker bug: an instruction that gives no register a value');
      return block;
    },
    all: (register) => all.get(register) ?? [],
  };
}

/** Whether all of them give one and the same constant. */
export function isOneConstant(definitions: Iterable<Instruction>): boolean {
  const values = [...definitions].map((one) =>
    one.op === 'set' && one.value.kind === 'const' ? one.value.value : null,
  );
  return values.every((one) => one !== null && one === values[0]);
}
