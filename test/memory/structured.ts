// SPDX-License-Identifier: MIT
// Random code of one thread that branches: conditions, early ways out, loops that count, values that say which way was taken. The same
// program in several spellings; and with nothing but `if`, for the axioms.

import { createRandom } from '../../src/explore/random.ts';
import { type Code, type Condition, type Statement, variables } from './branching.ts';
import { Chances } from './chances.ts';
import { Nesting, NotNested } from './nesting.ts';
import type { Instruction, SmallProgram } from './programs.ts';
import { Spelling } from './spelling.ts';

/** Beside it, CPU0 writes `x`, and then `y`: most of it reads `y` and writes `x`. */
export class Structured {
  readonly #draw: Chances;
  readonly #code: Code;
  #left: number;
  #names = 0;
  readonly told: string[] = [];

  constructor(seed: number) {
    this.#draw = new Chances(createRandom(seed));
    this.#left = 5 + this.#draw.below(3);
    this.#code = this.#statements({ locals: [], ids: [], depth: 0, loops: false }, 5);
  }

  #condition(locals: readonly string[], depth = 0): Condition {
    const kind = this.#draw.below(100);
    const value = this.#draw.chance(70) ? 1 : 0;
    if (depth < 2 && kind < 22) {
      const [left, right] = [this.#condition(locals, depth + 1), this.#condition(locals, depth + 1)];
      return { kind: this.#draw.chance(50) ? 'both' : 'either', left, right };
    }
    if (kind < 30) return { kind: 'not', of: this.#condition(locals, depth + 1) };
    if (locals.length > 0 && kind < 68) return { kind: 'is', local: this.#draw.pick(locals), value };
    this.#left -= 0.5;
    return { kind: 'reads', of: this.#readable(), value };
  }

  readonly #readable = (): string => this.#draw.pick(['y', 'y', 'y', 'y', 'z', 'z', 'x']);

  #statements(around: Around, most: number): Code {
    const made: Statement[] = [];
    let { locals } = around;
    for (let i = 0; i < most && this.#left > 0; i++) {
      const one = this.#statement({ ...around, locals, depth: around.depth + 1 });
      made.push(one);
      if (one.kind === 'read' || one.kind === 'choose') locals = [...locals, one.local];
    }
    return made;
  }

  #statement(inner: Around): Statement {
    const { locals, ids, depth, loops } = inner;
    const kind = this.#draw.below(100);
    const few = (): Code => this.#statements(inner, 1 + this.#draw.below(2));
    if (depth < 4 && kind < 17) {
      const test = this.#condition(locals);
      return { kind: 'if', test, then: few(), otherwise: this.#draw.chance(50) ? [] : few() };
    }
    if (ids.length > 0 && kind < 30)
      return {
        kind: 'leave',
        id: this.#draw.pick(ids),
        test: this.#condition(locals),
        first: this.#draw.chance(50) ? [] : few(),
      };
    if (depth < 4 && kind < 36) {
      const id = ++this.#names;
      return { kind: 'scope', id, body: this.#statements({ ...inner, ids: [...ids, id] }, 4) };
    }
    if (depth < 3 && !loops && kind < 44) {
      const id = ++this.#names;
      const body = this.#statements({ ...inner, ids: [...ids, id, -id], loops: true }, 3);
      return { kind: 'rounds', id, times: 1 + this.#draw.below(2), body };
    }
    const local = `r${++this.#names}`;
    if (kind < 48)
      return {
        kind: 'choose',
        local,
        test: this.#condition(locals),
        values: [1 + this.#draw.below(2), this.#draw.below(3)],
      };
    this.#left--;
    if (kind < 71) {
      if (!loops) this.told.push(local);
      return { kind: 'read', local, of: this.#readable(), told: !loops };
    }
    const value = locals.length > 0 && this.#draw.chance(20) ? this.#draw.pick(locals) : 2;
    return { kind: 'write', to: this.#draw.pick(['x', 'x', 'x', 'x', 'z', 'z', 'z', 'y']), value };
  }

  /** @param seed of the spelling */
  spelled(seed: number): string {
    return new Spelling(this.#code, this.told, new Chances(createRandom(seed))).text;
  }

  /** What a branch decides stands in an `if`, and what is behind the place where its ways meet does not. Null: too large, or a value says
   *  which way was taken, which is no order there. */
  nested(): SmallProgram | null {
    try {
      const write = (name: string): Instruction => {
        return { kind: 'write', to: { kind: 'variable', name }, value: { kind: 'number', value: 1 }, order: 'once' };
      };
      const threads = [
        [write('x'), { kind: 'fence', fence: 'wmb' } as const, write('y')],
        new Nesting().of(this.#code),
      ];
      return { name: 'nested', variables: Object.fromEntries(variables.map((one) => [one, 0])), locks: [], threads };
    } catch (error) {
      if (error instanceof NotNested) return null;
      throw error;
    }
  }
}

interface Around {
  readonly locals: readonly string[];
  readonly ids: readonly number[];
  readonly depth: number;
  readonly loops: boolean;
}
