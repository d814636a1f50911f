// SPDX-License-Identifier: MIT
// What branches decide, of those whose condition was computed from what was read: what is written on one of their ways, and which value a
// register has where the ways meet. What a callee returns may say no more than which way was taken.

import type { Block, Code, Register } from '../code/code.ts';
import { backwards, successorsOf } from '../code/liveness.ts';
import { type Deciders, decidersOf } from './controls.ts';
import { reachable } from './loops.ts';
import { isOneConstant, reachingIn } from './reaching.ts';
import { stayingIn } from './staying.ts';
import { registersIn, type Tracked } from './tracked.ts';

export interface Decisions {
  /** Registers whose value was decided somewhere. */
  readonly registers: ReadonlySet<Register>;
  /** Branches whose outcome matters at the beginning of a block. */
  readonly at: (block: Block) => ReadonlySet<Block>;
  /** And of a branch itself, whether it does. */
  readonly matters: (branch: Block) => boolean;
  /** On the way from one block to another, what a branch that decides no more has decided. */
  readonly met: (from: Block, to: Block) => readonly Met[];
}

interface Met {
  readonly branch: Block;
  readonly registers: readonly Register[];
}

interface Input {
  readonly code: Code;
  readonly tracked: Tracked;
  /** Where somebody reads them. */
  readonly live: ReadonlyMap<Block, ReadonlySet<Register>>;
  /** Whether a value is ordered behind what decided that it is this one. */
  readonly values: boolean;
}

export function decisionsOf({ code, tracked, live, values }: Input): Decisions {
  const registers = new Set<Register>();
  const add = (from: readonly Register[]): void => {
    for (const one of tracked.passedOn(from)) if (tracked.written.has(one)) registers.add(one);
  };
  const compared = code.blocks.flatMap(({ instructions }) =>
    instructions.flatMap((one) =>
      one.op === 'set' && tracked.deciding(one.value).some((by) => tracked.registers.has(by)) ? [one.to] : [],
    ),
  );
  add(compared);
  const is = (block: Block): boolean =>
    block.ending.kind === 'branch' &&
    block.ending.within !== true &&
    registersIn(block.ending.condition).some((one) => tracked.registers.has(one) || registers.has(one));
  const reaching = reachingIn(code, live);
  const everyDecider = decidersOf(code, stayingIn(code, reaching));
  for (;;) {
    const deciders = new Map([...everyDecider].map(([block, by]) => [block, new Set([...by].filter(is))]));
    const met = (from: Block, to: Block): readonly Met[] => {
      const past = [...(deciders.get(from) ?? []), ...(is(from) ? [from] : [])];
      // Nothing is live at the top of a round.
      const candidates = values ? [...(live.get(to) ?? [])].filter((one) => tracked.written.has(one)) : [];
      return past.flatMap((branch) => {
        if (deciders.get(to)?.has(branch) === true) return [];
        const found = candidates.filter((one) => {
          const by = reaching.begin(to, one);
          const decides = [...by].some(
            (definition) => deciders.get(reaching.blockOf(definition))?.has(branch) === true,
          );
          return decides && by.size > 1 && !isOneConstant(by);
        });
        return found.length === 0 ? [] : [{ branch, registers: found }];
      });
    };
    const { size } = registers;
    const found = code.blocks.flatMap((from) =>
      live.has(from) ? successorsOf(from).flatMap((to) => met(from, to)) : [],
    );
    add(found.flatMap((one) => one.registers));
    if (registers.size > size) continue;
    const at = mattering(code, deciders, met);
    return {
      registers,
      at: (block) => at.get(block) ?? new Set(),
      matters: (branch) =>
        is(branch) &&
        successorsOf(branch).some(
          (next) => at.get(next)?.has(branch) === true || met(branch, next).some((one) => one.branch === branch),
        ),
      met,
    };
  }
}

/** Branches whose outcome matters at the beginning of a block, as long as they decide: something is written, or they have decided a value. */
function mattering(
  code: Code,
  deciders: Deciders,
  met: (from: Block, to: Block) => readonly Met[],
): ReadonlyMap<Block, ReadonlySet<Block>> {
  const begin = (block: Block): Set<Block> => {
    const writes = block.instructions.some((one) => one.op === 'store' && one.via !== null);
    if (writes) return new Set(deciders.get(block));
    const decided = successorsOf(block).flatMap((next) => met(block, next).map(({ branch }) => branch));
    return new Set(decided.filter((branch) => branch !== block || deciders.get(block)?.has(branch) === true));
  };
  const flow = (into: Set<Block>, block: Block, behind: Set<Block>): boolean => {
    const { size } = into;
    for (const one of behind) if (deciders.get(block)?.has(one) === true) into.add(one);
    return into.size > size;
  };
  return backwards(code, successorsOf, begin, flow);
}

/** Branches that matter at one place, or on the way from one to the next, have different colours; those that matter between steps have
 *  theirs, and all others. */
export function coloured(
  code: Code,
  { at, matters }: Decisions,
  lasting: ReadonlySet<Block>,
): ReadonlyMap<Block, { readonly color: number; readonly lasts: boolean }> {
  const apart = new Map<Block, Set<Block>>();
  const othersOf = (branch: Block): Set<Block> => {
    const others = apart.get(branch) ?? new Set();
    apart.set(branch, others);
    return others;
  };
  const part = (one: Block, from: Iterable<Block>): void => {
    for (const other of from) {
      othersOf(one).add(other);
      othersOf(other).add(one);
    }
  };
  // Of two that matter together on a way from the entry, one begins to where the other one does already.
  for (const one of at(code.entry)) part(one, at(code.entry));
  for (const block of reachable(code)) {
    const before = at(block);
    const here = matters(block) ? new Set([...before, block]) : before;
    if (here.size > before.size) part(block, here);
    for (const next of successorsOf(block))
      for (const one of at(next)) if (!here.has(one)) part(one, [...here, ...at(next)]);
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
