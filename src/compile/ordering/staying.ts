// SPDX-License-Identifier: MIT
// Whether a loop may go round for ever, as far as anybody can know who reads the code: each branch by which it is left looks at what has been
// read in this round, or at a constant that such a look has decided. A loop that counts is left some time, also where it counts by constants:
// what comes from one round into the next, and depends on itself there.

import type { Block, Code, Instruction, Register } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';
import { decidersOf, type Loop } from './controls.ts';
import { isOneConstant, type Reaching } from './reaching.ts';
import { registersIn } from './tracked.ts';

/** A register at the end of a block. */
interface Use {
  readonly register: Register;
  readonly at: Block;
}

export function stayingIn(code: Code, reaching: Reaching): (branch: Block, loop: Loop) => boolean {
  const deciders = decidersOf(code, () => false);
  const used = (branch: Block): readonly Use[] =>
    branch.ending.kind === 'branch'
      ? registersIn(branch.ending.condition).map((register) => ({ register, at: branch }))
      : [];
  const inLoop = (loop: Loop): ((branch: Block) => boolean) => {
    const { head, body } = loop;
    const before = [...body].filter((block) => successorsOf(block).includes(head));
    const isLeft = (block: Block): boolean => successorsOf(block).some((next) => !body.has(next));
    /** What has given the register its value, but in the first round alone. */
    const inRounds = ({ register, at }: Use): readonly Instruction[] => {
      const again = new Set(before.flatMap((block) => [...reaching.end(block, register)]));
      return [...reaching.end(at, register)].filter((one) => body.has(reaching.blockOf(one)) || again.has(one));
    };
    const inside = (use: Use): readonly Instruction[] => inRounds(use).filter((one) => body.has(reaching.blockOf(one)));
    /** What these definitions were computed from, or decided by: not by the branches that have not left the loop. */
    const behind = memoized((use): readonly Use[] =>
      inside(use).flatMap((one): readonly Use[] => {
        const at = reaching.blockOf(one);
        if (one.op !== 'set') return [];
        if (one.value.kind !== 'const') return registersIn(one.value).map((register) => ({ register, at }));
        return [...(deciders.get(at) ?? [])].filter((by) => body.has(by) && !isLeft(by)).flatMap(used);
      }),
    );
    const counts = (use: Use): boolean =>
      reaching.begin(head, use.register).size > 0 &&
      closure(behind(use), behind).some(({ register }) => register === use.register);
    return (branch) => {
      if (branch.ending.kind !== 'branch' || branch.ending.within === true) return false;
      const uses = closure(used(branch), behind);
      return (
        uses.some((use) => inside(use).some((one) => one.op === 'load' && one.via !== null)) &&
        !uses.some((use) => (inside(use).length > 0 && isOneConstant(inRounds(use))) || counts(use))
      );
    };
  };
  const known = new Map<Loop, (branch: Block) => boolean>();
  return (branch, loop) => {
    const looks = known.get(loop) ?? inLoop(loop);
    known.set(loop, looks);
    return looks(branch);
  };
}

const nameOf = ({ register, at }: Use): string => `${register.id} ${at.id}`;

function memoized(of: (use: Use) => readonly Use[]): (use: Use) => readonly Use[] {
  const known = new Map<string, readonly Use[]>();
  return (use) => {
    const found = known.get(nameOf(use)) ?? of(use);
    known.set(nameOf(use), found);
    return found;
  };
}

function closure(from: readonly Use[], next: (use: Use) => readonly Use[]): readonly Use[] {
  const found = new Map(from.map((use) => [nameOf(use), use]));
  // A map hands out what is added while it is gone through.
  for (const use of found.values()) for (const one of next(use)) found.set(nameOf(one), found.get(nameOf(one)) ?? one);
  return [...found.values()];
}
