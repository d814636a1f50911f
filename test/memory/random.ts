// SPDX-License-Identifier: MIT
// Random small programs: two to four threads of a few accesses to two or three variables, so that most of them race, with
// the barriers, orderings, dependencies, locks and read-side sections that decide what may come of it.

import { createRandom, type Random } from '../../src/explore/random.ts';
import { Chances } from './chances.ts';
import type { FenceKind, Instruction, Operand, Order, SmallProgram } from './programs.ts';

const registers = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'];

class Writer extends Chances {
  #next = 0;
  #known: string[] = [];

  constructor(
    random: Random,
    private readonly variables: readonly string[],
    /** Of a hundred accesses, so many are plain. */
    private readonly plain: number,
    /** Whether barriers may stand where they make none: synchronize_rcu() is made of atomic operations here. */
    private readonly astray: boolean,
  ) {
    super(random);
  }

  #fresh(): string {
    const name = registers[this.#next++];
    if (name === undefined) throw new Error('too many registers');
    return name;
  }

  /** @param accesses that it may still make */
  code(accesses: number, depth = 0): readonly Instruction[] {
    const made: Instruction[] = [];
    let left = accesses;
    while (left > 0) {
      if (made.length > 0 && this.chance(35)) made.push({ kind: 'fence', fence: this.#fence() });
      const condition = this.#known.at(-1);
      if (condition !== undefined && depth === 0 && this.chance(20)) {
        const known = [...this.#known];
        const body = this.code(1, 1);
        made.push({ kind: 'if', register: condition, is: this.below(2), body });
        // What is read in there may not have been read behind it.
        this.#known = known;
        left -= 1;
        continue;
      }
      const one = this.#access();
      made.push(...one);
      left -= 1;
    }
    return made;
  }

  #fence(): FenceKind {
    return this.pick(['mb', 'mb', 'rmb', 'rmb', 'wmb', 'wmb', 'barrier']);
  }

  #access(): readonly Instruction[] {
    const variable = this.pick(this.variables);
    const place = { kind: 'variable', name: variable } as const;
    if (this.chance(15)) {
      const order = this.pick<Order>(['mb', 'once', 'acquire', 'release']);
      const made = this.pick<() => Instruction>([
        () => ({ kind: 'exchange', register: this.#read(), of: variable, value: this.#value(), order }),
        () => ({
          kind: 'compare',
          register: this.#read(),
          of: variable,
          expected: this.below(2),
          value: this.#value(),
          order,
        }),
        () => ({ kind: 'add', register: this.#read(), of: variable, value: 1, order }),
        () => ({ kind: 'add', register: null, of: variable, value: 1, order: 'none' }),
      ])();
      // Right beside an atomic operation, where the kernel has them, or where they order nothing.
      if (this.astray && this.chance(4)) return [made, { kind: 'fence', fence: 'before-atomic' }];
      if (this.astray && this.chance(4)) return [{ kind: 'fence', fence: 'after-atomic' }, made];
      if (this.chance(15)) return [{ kind: 'fence', fence: 'before-atomic' }, made];
      return this.chance(15) ? [made, { kind: 'fence', fence: 'after-atomic' }] : [made];
    }
    if (this.chance(50)) {
      const value = this.#value();
      return [{ kind: 'write', to: place, value, order: this.#order('release') }];
    }
    return [{ kind: 'read', register: this.#read(), from: place, order: this.#order('acquire') }];
  }

  #order<T extends 'acquire' | 'release'>(ordered: T): T | 'once' | 'plain' {
    if (this.plain > 0 && this.chance(this.plain)) return 'plain';
    return this.chance(25) ? ordered : 'once';
  }

  #read(): string {
    const register = this.#fresh();
    this.#known.push(register);
    return register;
  }

  #value(): Operand {
    // Known before the register that is read now.
    const register = this.#known.at(-1);
    if (register !== undefined && this.chance(25)) return { kind: 'sum', register, value: this.below(2) };
    return { kind: 'number', value: 1 + this.below(2) };
  }
}

/** In a section, from one instruction to another. */
function around(
  code: readonly Instruction[],
  random: Writer,
  open: Instruction,
  close: Instruction,
): readonly Instruction[] {
  const from = random.below(code.length);
  const to = from + 1 + random.below(code.length - from);
  return [...code.slice(0, from), open, ...code.slice(from, to), close, ...code.slice(to)];
}

/** @param plain of a hundred accesses */
export function randomProgram(seed: number, plain = 0): SmallProgram {
  const random = createRandom(seed);
  const names = ['x', 'y', 'z'];
  const writer = new Writer(random, names, plain, false);
  const threads = 2 + (writer.chance(40) ? 1 : 0) + (writer.chance(10) ? 1 : 0);
  const variables = names.slice(0, threads === 2 || writer.chance(60) ? 2 : 3);
  const kind = writer.pick(['plain', 'plain', 'plain', 'locks', 'rcu'] as const);
  const most = threads === 2 ? 3 : 2;
  const bodies = Array.from({ length: threads }, (_, i): readonly Instruction[] => {
    const one = new Writer(random, variables, plain, kind !== 'rcu');
    const code = one.code(1 + one.below(most) + (threads === 4 ? 0 : one.below(2)));
    if (kind === 'locks' && one.chance(70)) {
      const locked = around(code, one, { kind: 'lock', of: 's' }, { kind: 'unlock', of: 's' });
      if (!one.chance(30)) return locked;
      const at = locked.findIndex(({ kind: what }) => what === 'lock') + 1;
      return [...locked.slice(0, at), { kind: 'fence', fence: 'after-spinlock' }, ...locked.slice(at)];
    }
    if (kind === 'rcu' && i === 0) {
      const at = one.below(code.length + 1);
      return [...code.slice(0, at), { kind: 'fence', fence: 'rcu-sync' }, ...code.slice(at)];
    }
    if (kind === 'rcu' && one.chance(80))
      return around(code, one, { kind: 'fence', fence: 'rcu-lock' }, { kind: 'fence', fence: 'rcu-unlock' });
    return code;
  });
  const used = Object.fromEntries(variables.map((name) => [name, 0]));
  const locks = kind === 'locks' ? ['s'] : [];
  return { name: `random ${seed}`, variables: used, locks, threads: bodies };
}
