// SPDX-License-Identifier: MIT
// Code that branches with nothing but `if`, for the axioms: what a branch decides stands in it, and what is behind the place where its
// ways meet does not.

import { type Code, type Condition, leftBy } from './branching.ts';
import type { Instruction } from './programs.ts';

/** What a variable may ever hold. */
const values = [0, 1, 2];
export class NotNested extends Error {}
type Next = () => readonly Instruction[];
const nothing: Next = () => [];

export class Nesting {
  #names = 0;
  #size = 0;

  of(code: Code): readonly Instruction[] {
    return this.#code(code, new Map(), new Map(), nothing);
  }

  /** @param ways what is done where something is left; `then`: where nothing is. Both stand where they are decided. */
  #code(
    code: Code,
    locals: ReadonlyMap<string, string>,
    ways: ReadonlyMap<number, Next>,
    then: Next,
  ): readonly Instruction[] {
    if (++this.#size > 1000) throw new NotNested();
    const [one, ...rest] = code;
    if (one === undefined) return then();
    const goOn = (known = locals): readonly Instruction[] => this.#code(rest, known, ways, then);
    /** All ways meet behind it, or what is behind it is decided by it. */
    const meeting = (made: (then: Next) => readonly Instruction[]): readonly Instruction[] =>
      leftBy([one]).length === 0 ? [...made(nothing), ...goOn()] : made(goOn);
    switch (one.kind) {
      case 'choose':
        throw new NotNested();
      case 'read': {
        const register = one.told ? one.local : `u${++this.#names}`;
        return [readOf(register, one.of), ...goOn(new Map([...locals, [one.local, register]]))];
      }
      case 'write': {
        const value = typeof one.value === 'number' ? one.value : 0;
        const sum = typeof one.value === 'string' ? locals.get(one.value) : undefined;
        const operand =
          sum === undefined ? ({ kind: 'number', value } as const) : ({ kind: 'sum', register: sum, value } as const);
        return [{ kind: 'write', to: { kind: 'variable', name: one.to }, value: operand, order: 'once' }, ...goOn()];
      }
      case 'if':
        return meeting((after) => {
          const [yes, no] = [one.then, one.otherwise].map((way) => () => this.#code(way, locals, ways, after));
          return this.#branch(one.test, locals, yes ?? nothing, no ?? nothing);
        });
      case 'leave': {
        const leave = ways.get(one.id) ?? nothing;
        return this.#branch(
          one.test,
          locals,
          () => this.#code(one.first, locals, ways, leave),
          () => goOn(),
        );
      }
      case 'scope':
        return meeting((after) => this.#code(one.body, locals, new Map([...ways, [one.id, after]]), after));
      case 'rounds':
        return meeting((after) => {
          const leaves = leftBy(one.body).some((id) => id !== -one.id);
          const round = (i: number): readonly Instruction[] => {
            if (i === one.times) return after();
            const next: Next = () => round(i + 1);
            const way = (to: Next) => new Map([...ways, [one.id, after], [-one.id, to]]);
            return leaves
              ? this.#code(one.body, locals, way(next), next)
              : [...this.#code(one.body, locals, way(nothing), nothing), ...next()];
          };
          return round(0);
        });
    }
  }

  #branch(test: Condition, locals: ReadonlyMap<string, string>, yes: Next, no: Next): readonly Instruction[] {
    switch (test.kind) {
      case 'is': {
        const register = locals.get(test.local);
        if (register === undefined) throw new Error(`no local ${test.local}`);
        return this.#decide(register, test.value, yes, no);
      }
      case 'reads': {
        const register = `u${++this.#names}`;
        return [readOf(register, test.of), ...this.#decide(register, test.value, yes, no)];
      }
      case 'not':
        return this.#branch(test.of, locals, no, yes);
      case 'both':
        return this.#branch(test.left, locals, () => this.#branch(test.right, locals, yes, no), no);
      case 'either':
        return this.#branch(test.left, locals, yes, () => this.#branch(test.right, locals, yes, no));
    }
  }

  #decide(register: string, wanted: number, yes: Next, no: Next): readonly Instruction[] {
    return values.flatMap((is): readonly Instruction[] => {
      const body = is === wanted ? yes() : no();
      return body.length === 0 ? [] : [{ kind: 'if', register, is, body }];
    });
  }
}

const readOf = (register: string, name: string): Instruction => {
  return { kind: 'read', register, from: { kind: 'variable', name }, order: 'once' };
};
