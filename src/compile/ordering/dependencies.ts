// SPDX-License-Identifier: MIT
// Which registers hold what was read from memory, and lead to an address, a value that is written, or a branch: dependencies, by which
// the hardware is ordered. Each of them has a shadow in the machine: what its CPU knew when the value was read. Branches have
// one, too, as long as they decide what is written, and registers that are given a constant on one of several ways: what has decided
// that. Those that live longer than a step have theirs in the state.

import { originalsOf } from '../code/at-points.ts';
import type { Block, Code, Register } from '../code/code.ts';
import { coloured, decisionsOf } from './decisions.ts';
import { type Tracked, trackedIn } from './tracked.ts';

export interface Dependencies {
  /** What the value was computed from. */
  readonly shadows: ReadonlyMap<Register, number>;
  /** Registers that a value is computed from, and those that decide which it is. */
  readonly carried: Tracked['carried'];
  readonly deciders: Tracked['deciding'];
  /** What decided that it is this value: it orders what is written, and no address. */
  readonly decided: ReadonlyMap<Register, number>;
  /** What a branch was decided by. */
  readonly branches: ReadonlyMap<Block, number>;
  /** Shadows of the branches that decide whether the block is run, as long as that matters. */
  readonly deciding: (block: Block) => readonly number[];
  /** On the way from one block to another: which registers have a value that a branch has decided, by its shadow. */
  readonly met: (from: Block, to: Block) => readonly { readonly by: number; readonly registers: readonly Register[] }[];
  /** Those in the state: the first so many. */
  readonly kept: ReadonlySet<number>;
  /** Of those, what orders only what is written. */
  readonly reasons: ReadonlySet<number>;
}

export const noDependencies: Dependencies = {
  shadows: new Map(),
  carried: () => [],
  deciders: () => [],
  decided: new Map(),
  branches: new Map(),
  deciding: () => [],
  met: () => [],
  kept: new Set(),
  reasons: new Set(),
};

interface Thread {
  readonly code: Code;
  readonly points: readonly Block[];
  /** Registers that are live between steps. */
  readonly lasting: ReadonlySet<Register>;
  /** Those that somebody reads. */
  readonly needed: ReadonlyMap<Block, ReadonlySet<Register>>;
}

/** @param values whether a value is ordered behind what decided that it is this one
 *  @param from the first free number for those in the state, and for those that are not */
export function dependenciesOf(
  { code, points, lasting, needed }: Thread,
  values: boolean,
  from: { readonly kept: number; readonly passing: number },
): Dependencies {
  const tracked = trackedIn(code, values);
  const decisions = decisionsOf({ code, tracked, live: needed, values });
  let { kept, passing } = from;
  const keeps = new Set<number>();
  const numbered = (registers: Iterable<Register>): Map<Register, number> => {
    const sorted = [...registers].sort((a, b) => a.id - b.id);
    return new Map(sorted.map((one) => [one, lasting.has(one) ? keep() : passing++]));
  };
  const keep = (): number => {
    keeps.add(kept);
    return kept++;
  };
  const shadows = numbered(tracked.registers);
  const decided = numbered(decisions.registers);
  const colors = coloured(code, decisions, new Set(points.flatMap((point) => [...decisions.at(point)])));
  const numbers = new Map<string, number>();
  const branches = new Map<Block, number>();
  for (const [branch, { color, lasts }] of colors) {
    const name = `${lasts} ${color}`;
    const number = numbers.get(name) ?? (lasts ? keep() : passing++);
    numbers.set(name, number);
    branches.set(branch, number);
  }
  const numbersOf = (of: Iterable<Block>): readonly number[] => [...of].flatMap((one) => branches.get(one) ?? []);
  const reasons = new Set([...decided.values(), ...branches.values()].filter((one) => keeps.has(one)));
  // A round that begins again has been decided by nothing.
  const tops = originalsOf(code);
  for (const [copy, block] of tops) {
    const number = branches.get(block);
    if (number !== undefined) branches.set(copy, number);
  }
  return {
    shadows,
    carried: tracked.carried,
    deciders: tracked.deciding,
    decided,
    branches,
    deciding: (block) => numbersOf(decisions.at(block)),
    met: (block, to) =>
      decisions.met(tops.get(block) ?? block, tops.get(to) ?? to).map(({ branch, registers }) => {
        const by = branches.get(branch);
        if (by === undefined) throw new Error(`checker bug: block ${branch.id} decides, and has no shadow`);
        return { by, registers };
      }),
    kept: keeps,
    reasons,
  };
}
