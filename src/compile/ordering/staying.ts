// SPDX-License-Identifier: MIT
// Whether a loop may go round for ever, as far as anybody can know who reads the code: each branch by which it is left looks at what has been
// read in this round, or at a constant that such a look has decided. A loop that counts is left some time.

import type { Block, Code, Instruction, Register } from '../code/code.ts';
import { successorsOf } from '../code/liveness.ts';
import { decidersOf, type Loop } from './controls.ts';
import { isOneConstant, type Reaching } from './reaching.ts';
import { registersIn } from './tracked.ts';

export function stayingIn(code: Code, reaching: Reaching): (branch: Block, loop: Loop) => boolean {
  const deciders = decidersOf(code, () => false);
  const looks = (branch: Block, loop: Loop, seen: ReadonlySet<Register>): boolean =>
    branch.ending.kind === 'branch' &&
    branch.ending.within !== true &&
    registersIn(branch.ending.condition).some((one) => isRead(one, branch, loop, seen));
  const isRead = (register: Register, at: Block, loop: Loop, seen: ReadonlySet<Register>): boolean => {
    if (seen.has(register)) return false;
    const on = new Set([...seen, register]);
    const inside = reaching.all(register).filter((one) => loop.body.has(reaching.blockOf(one)));
    return inside.some((one) => {
      const block = reaching.blockOf(one);
      if (one.op === 'load') return one.via !== null;
      if (one.op !== 'set') return false;
      if (one.value.kind !== 'const') return registersIn(one.value).some((other) => isRead(other, block, loop, on));
      return !isOneConstant(inRounds(register, at, loop)) && decidedIn(block, loop, on);
    });
  };
  const decidedIn = (block: Block, loop: Loop, seen: ReadonlySet<Register>): boolean =>
    [...(deciders.get(block) ?? [])].some((branch) => loop.body.has(branch) && looks(branch, loop, seen));
  /** What has given the register its value at a block, but in the first round alone. */
  const inRounds = (register: Register, at: Block, { head, body }: Loop): readonly Instruction[] => {
    const back = [...body].filter((block) => successorsOf(block).includes(head));
    const again = new Set(back.flatMap((block) => [...reaching.end(block, register)]));
    return [...reaching.end(at, register)].filter((one) => body.has(reaching.blockOf(one)) || again.has(one));
  };
  return (branch, loop) => looks(branch, loop, new Set());
}
