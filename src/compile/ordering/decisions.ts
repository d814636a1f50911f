// SPDX-License-Identifier: MIT
// What branches decide, of those whose condition was computed from what was read: what is written, and which constant a register gets.
// What a callee returns is such a constant where it says only which way was taken.

import type { Block, Code, Instruction, Register } from '../code/code.ts';
import { backwards, definitionOf, endingUses, successorsOf, usesOf } from '../code/liveness.ts';
import { type Deciders, decidersOf } from './controls.ts';
import { closure, copiesOf, registersIn, type Tracked } from './tracked.ts';

export interface Decisions {
  /** Registers that are given a constant, and used where what decided it decides nothing else. */
  readonly registers: ReadonlySet<Register>;
  readonly given: ReadonlyMap<Instruction, readonly Block[]>;
  /** Branches whose outcome matters at the beginning of a block. */
  readonly at: (block: Block) => ReadonlySet<Block>;
  /** And of a branch itself, whether it does. */
  readonly matters: (branch: Block) => boolean;
}

export function decisionsOf(code: Code, { registers: tracked, led }: Tracked): Decisions {
  const all = code.blocks.flatMap(({ instructions }) => instructions);
  const registers = new Set<Register>();
  const isOf = (block: Block, by: (register: Register) => boolean): boolean =>
    block.ending.kind === 'branch' && block.ending.within !== true && registersIn(block.ending.condition).some(by);
  const deciders = decidersOf(code, (branch) => isOf(branch, (register) => tracked.has(register)));
  const known = (register: Register): boolean => tracked.has(register) || registers.has(register);
  const uses = usersOf(code);
  let given = new Map<Instruction, readonly Block[]>();
  for (let size = -1; size < registers.size; ) {
    size = registers.size;
    given = new Map();
    for (const block of code.blocks) {
      const by = [...(deciders.get(block) ?? [])].filter((one) => isOf(one, known));
      if (by.length === 0) continue;
      for (const one of block.instructions) {
        if (one.op !== 'set' || !led.has(one.to) || registersIn(one.value).some(known)) continue;
        const escaping = by.filter((branch) =>
          (uses.get(one.to) ?? []).some((user) => deciders.get(user)?.has(branch) !== true),
        );
        if (escaping.length > 0) given.set(one, escaping);
      }
    }
    const to = [...given.keys()].flatMap((one) => definitionOf(one) ?? []);
    for (const one of closure([...registers, ...to], (register) => copiesOf(all, register)))
      if (led.has(one)) registers.add(one);
  }
  const at = mattering(code, deciders, (branch) => isOf(branch, known), given);
  return {
    registers,
    given,
    at: (block) => at.get(block) ?? new Set(),
    matters: (branch) => successorsOf(branch).some((next) => at.get(next)?.has(branch) === true),
  };
}

/** Branches whose outcome matters at the beginning of a block: something is written, or a constant given, as long as they decide. */
function mattering(
  code: Code,
  deciders: Deciders,
  is: (branch: Block) => boolean,
  given: ReadonlyMap<Instruction, readonly Block[]>,
): ReadonlyMap<Block, ReadonlySet<Block>> {
  const deciding = new Map([...deciders].map(([block, by]) => [block, new Set([...by].filter(is))]));
  const begin = (block: Block): Set<Block> => {
    const writes = block.instructions.some((one) => one.op === 'store' && one.via !== null);
    if (writes) return new Set(deciding.get(block));
    return new Set(block.instructions.flatMap((one) => given.get(one) ?? []));
  };
  const flow = (into: Set<Block>, block: Block, behind: Set<Block>): boolean => {
    const { size } = into;
    for (const one of behind) if (deciding.get(block)?.has(one) === true) into.add(one);
    return into.size > size;
  };
  return backwards(code, successorsOf, begin, flow);
}

/** Branches that matter at one place have different colours; those that matter between steps have theirs, and all others. */
export function coloured(
  code: Code,
  { at, matters }: Decisions,
  lasting: ReadonlySet<Block>,
): ReadonlyMap<Block, { readonly color: number; readonly lasts: boolean }> {
  const apart = new Map<Block, Set<Block>>();
  for (const block of code.blocks) {
    const together = matters(block) ? [...at(block), block] : [...at(block)];
    for (const one of together) {
      const others = apart.get(one) ?? new Set();
      for (const other of together) others.add(other);
      apart.set(one, others);
    }
  }
  const found = new Map<Block, { readonly color: number; readonly lasts: boolean }>();
  for (const branch of [...apart.keys()].sort((a, b) => a.id - b.id)) {
    const lasts = lasting.has(branch);
    const taken = new Set<number>();
    for (const other of apart.get(branch) ?? []) {
      const known = found.get(other);
      if (known?.lasts === lasts) taken.add(known.color);
    }
    let color = 0;
    while (taken.has(color)) color++;
    found.set(branch, { color, lasts });
  }
  return found;
}

function usersOf(code: Code): ReadonlyMap<Register, readonly Block[]> {
  const users = new Map<Register, Block[]>();
  for (const block of code.blocks) {
    const use = (register: Register): void => {
      const known = users.get(register);
      if (known === undefined) users.set(register, [block]);
      else if (known.at(-1) !== block) known.push(block);
    };
    for (const one of block.instructions) usesOf(one, use);
    endingUses(block, use);
  }
  return users;
}
