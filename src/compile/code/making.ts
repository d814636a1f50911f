// SPDX-License-Identifier: MIT
// What a pass over the code of a thread adds to it where a compiler has a choice: blocks, registers, and the choices themselves, of which
// nobody is told.

import type { Place } from '../../lang/diagnostic.ts';
import { type Block, type Code, constant, type Instruction, type Pure, type Register, used, zero } from './code.ts';
import { successorsOf } from './liveness.ts';
import type { Range, Teller } from './scalars.ts';

const number: Teller = (value) => ({ kind: 'int', value });

export class Making {
  readonly registers: Register[];
  readonly blocks: Block[];
  readonly #flags: Register[] = [];

  constructor({ registers, blocks }: Code) {
    this.registers = [...registers];
    this.blocks = [...blocks];
  }

  fresh(of: Register): Register {
    return this.register(of.name, of.range, of.tell);
  }

  register(name: string, range: Range, tell: Teller = number): Register {
    const one = { id: this.registers.length, name, range, tell };
    this.registers.push(one);
    return one;
  }

  /** 0 where the body begins. */
  flag(name: string): Register {
    const one = this.register(name, { min: 0, max: 1 });
    this.#flags.push(one);
    return one;
  }

  block(like: Block, instructions: Instruction[], ending: Block['ending']): Block {
    const one = { id: this.blocks.length, instructions, ending, activation: like.activation };
    this.blocks.push(one);
    return one;
  }

  /** What stood in the block stands in the one that is returned; it is still `one` to which others lead. */
  moved(one: Block): Block {
    return this.block(one, one.instructions.splice(0), one.ending);
  }

  /** Nobody is told of the choice. */
  choice(place: Place, then: Block, otherwise: Block): Block {
    const to = this.register('compiled', { min: 0, max: 1 });
    return this.block(
      otherwise,
      [{ op: 'choose', to, n: constant(2), fault: null, inside: false, silent: true, place }],
      { kind: 'branch', condition: used(to), then, else: otherwise },
    );
  }

  branch(condition: Pure, then: Block, otherwise: Block): Block {
    return this.block(otherwise, [], { kind: 'branch', condition, then, else: otherwise });
  }

  of(code: Code): Code {
    const { blocks, registers } = this;
    if (this.#flags.length === 0) return { ...code, blocks, registers };
    const cleared = this.#flags.map((to): Instruction => ({ op: 'set', to, value: zero }));
    const entry = this.block(code.entry, cleared, { kind: 'jump', to: code.entry });
    return { ...code, entry, blocks, registers };
  }
}

/** Of a choice that a compiler makes: where it leads if nothing is made of it. */
export function asWritten({ instructions: [first], ending }: Block): Block | null {
  return first?.op === 'choose' && first.silent === true && ending.kind === 'branch' ? ending.else : null;
}

export function reachable(entry: Block): readonly Block[] {
  const found = new Set([entry]);
  for (const one of found) for (const next of successorsOf(one)) found.add(next);
  return [...found];
}
