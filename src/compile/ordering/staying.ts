// SPDX-License-Identifier: MIT
// Whether a loop may go round for ever, as far as anybody can know who reads the code: each branch by which it is left looks at what has been
// read in this round, or at a constant that such a look has decided. A loop that counts is left some time, also where it counts by constants:
// what comes from one round into the next, and depends on itself there.

import { closure } from '../code/closure.ts';
import type { Block, Code, Instruction, Pure, Register } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';
import { decidersOf } from './controls.ts';
import type { Loop } from './loops.ts';
import { isOneConstant, type Reaching } from './reaching.ts';
import { registersIn } from './tracked.ts';

/** A register at the end of a block; for the same two, the same one. */
interface Use {
  readonly register: Register;
  readonly at: Block;
}

export function stayingIn(code: Code, reaching: Reaching): (branch: Block, loop: Loop) => boolean {
  const deciders = decidersOf(code, () => false);
  const uses = new Map<string, Use>();
  const usesIn = (value: Pure, at: Block): readonly Use[] =>
    registersIn(value).map((register) => {
      const name = `${register.id} ${at.id}`;
      const use = uses.get(name) ?? { register, at };
      uses.set(name, use);
      return use;
    });
  const used = (branch: Block): readonly Use[] =>
    branch.ending.kind === 'branch' ? usesIn(branch.ending.condition, branch) : [];
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
        if (one.value.kind !== 'const') return usesIn(one.value, at);
        return [...(deciders.get(at) ?? [])].filter((by) => body.has(by) && !isLeft(by)).flatMap(used);
      }),
    );
    const counts = (use: Use): boolean =>
      reaching.begin(head, use.register).size > 0 &&
      [...closure(behind(use), behind)].some(({ register }) => register === use.register);
    return (branch) => {
      if (branch.ending.kind !== 'branch' || branch.ending.within === true) return false;
      const all = [...closure(used(branch), behind)];
      return (
        all.some((use) => inside(use).some((one) => one.op === 'load' && one.via !== null)) &&
        !all.some((use) => (inside(use).length > 0 && isOneConstant(inRounds(use))) || counts(use))
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

function memoized(of: (use: Use) => readonly Use[]): (use: Use) => readonly Use[] {
  const known = new Map<Use, readonly Use[]>();
  return (use) => {
    const found = known.get(use) ?? of(use);
    known.set(use, found);
    return found;
  };
}
