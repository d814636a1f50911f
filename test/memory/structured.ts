// SPDX-License-Identifier: MIT
// Random code of one thread that branches: conditions, early ways out, loops that count, values that say which way was taken. The same
// program in several spellings; and with nothing but `if`, for the axioms.

import { createRandom, type Random } from '../../src/explore/random.ts';
import type { Instruction, SmallProgram } from './programs.ts';

type Condition =
  | { readonly kind: 'is'; readonly local: string; readonly value: number }
  | { readonly kind: 'reads'; readonly of: string; readonly value: number }
  | { readonly kind: 'both' | 'either'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition };

type Statement =
  | { readonly kind: 'read'; readonly local: string; readonly of: string; readonly told: boolean }
  | { readonly kind: 'write'; readonly to: string; readonly value: number | string }
  | { readonly kind: 'if'; readonly test: Condition; readonly then: Code; readonly otherwise: Code }
  | { readonly kind: 'scope'; readonly id: number; readonly body: Code }
  /** A scope, a loop, or, with its number negative, a round of it. */
  | { readonly kind: 'leave'; readonly id: number; readonly test: Condition; readonly first: Code }
  | { readonly kind: 'rounds'; readonly id: number; readonly times: number; readonly body: Code }
  | {
      readonly kind: 'choose';
      readonly local: string;
      readonly test: Condition;
      readonly values: readonly [number, number];
    };
type Code = readonly Statement[];

const variables = ['x', 'y', 'z'];
/** What a variable may ever hold. */
const values = [0, 1, 2];

/** Beside it, CPU0 writes `x`, and then `y`: most of it reads `y` and writes `x`. */
export class Structured {
  readonly #random: Random;
  readonly #code: Code;
  #left: number;
  #names = 0;
  readonly told: string[] = [];

  constructor(seed: number) {
    this.#random = createRandom(seed);
    this.#left = 5 + this.#below(3);
    this.#code = this.#statements({ locals: [], ids: [], depth: 0, loops: false }, 5);
  }

  #below(n: number): number {
    return this.#random.below(n);
  }

  #chance(percent: number): boolean {
    return this.#below(100) < percent;
  }

  #pick<T>(of: readonly T[]): T {
    const found = of[this.#below(of.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  #condition(locals: readonly string[], depth = 0): Condition {
    const kind = this.#below(100);
    const value = this.#chance(70) ? 1 : 0;
    if (depth < 2 && kind < 22) {
      const [left, right] = [this.#condition(locals, depth + 1), this.#condition(locals, depth + 1)];
      return { kind: this.#chance(50) ? 'both' : 'either', left, right };
    }
    if (kind < 30) return { kind: 'not', of: this.#condition(locals, depth + 1) };
    if (locals.length > 0 && kind < 68) return { kind: 'is', local: this.#pick(locals), value };
    this.#left -= 0.5;
    return { kind: 'reads', of: this.#readable(), value };
  }

  readonly #readable = (): string => this.#pick(['y', 'y', 'y', 'y', 'z', 'z', 'x']);

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
    const kind = this.#below(100);
    const few = (): Code => this.#statements(inner, 1 + this.#below(2));
    if (depth < 4 && kind < 17) {
      const test = this.#condition(locals);
      return { kind: 'if', test, then: few(), otherwise: this.#chance(50) ? [] : few() };
    }
    if (ids.length > 0 && kind < 30)
      return {
        kind: 'leave',
        id: this.#pick(ids),
        test: this.#condition(locals),
        first: this.#chance(50) ? [] : few(),
      };
    if (depth < 4 && kind < 36) {
      const id = ++this.#names;
      return { kind: 'scope', id, body: this.#statements({ ...inner, ids: [...ids, id] }, 4) };
    }
    if (depth < 3 && !loops && kind < 44) {
      const id = ++this.#names;
      const body = this.#statements({ ...inner, ids: [...ids, id, -id], loops: true }, 3);
      return { kind: 'rounds', id, times: 1 + this.#below(2), body };
    }
    const local = `r${++this.#names}`;
    if (kind < 48)
      return { kind: 'choose', local, test: this.#condition(locals), values: [1 + this.#below(2), this.#below(3)] };
    this.#left--;
    if (kind < 71) {
      if (!loops) this.told.push(local);
      return { kind: 'read', local, of: this.#readable(), told: !loops };
    }
    const value = locals.length > 0 && this.#chance(20) ? this.#pick(locals) : 2;
    return { kind: 'write', to: this.#pick(['x', 'x', 'x', 'x', 'z', 'z', 'z', 'y']), value };
  }

  /** @param seed of the spelling */
  spelled(seed: number): string {
    return new Spelling(this.#code, this.told, createRandom(seed)).text;
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

/** What of these statements leaves goes further than they do. */
function leftBy(code: Code): readonly number[] {
  return code.flatMap((one) => {
    switch (one.kind) {
      case 'if':
        return [...leftBy(one.then), ...leftBy(one.otherwise)];
      case 'leave':
        return [one.id, ...leftBy(one.first)];
      case 'scope':
      case 'rounds':
        return leftBy(one.body).filter((id) => Math.abs(id) !== one.id);
      default:
        return [];
    }
  });
}

class Spelling {
  readonly text: string;
  readonly #functions: string[] = [];
  #names = 0;

  constructor(
    code: Code,
    told: readonly string[],
    private readonly random: Random,
  ) {
    const body = this.#block(code, [], new Map());
    this.text = `
      import { READ_ONCE, scenario, smp_wmb, type bool, type ghost, type u8, WRITE_ONCE } from 'faultline';
      class cell { n: u8 = 0; }
      class world {
        ${variables.map((one) => `readonly ${one}: cell = new cell();`).join(' ')}
        ${told.map((one) => `${one}: ghost<u8> = 0;`).join(' ')}
      }
      ${this.#functions.join('\n')}
      export default scenario({
        title: 'spelled',
        world() { return new world(); },
        threads: {
          CPU0(w) { WRITE_ONCE(w.x.n, 1); smp_wmb(); WRITE_ONCE(w.y.n, 1); },
          CPU1(w) { ${body} },
        },
        outcomes: { ${[...told.map((one) => `${one}: (w) => w.${one}`), ...variables.map((one) => `${one}: (w) => w.${one}.n`)].join(', ')} },
        sometimes: { begun: () => true },
      });`;
  }

  #chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  #name(): string {
    return `n${++this.#names}`;
  }

  /** A function of these statements, called. */
  #call(locals: readonly string[], result: string, body: string): string {
    const name = this.#name();
    const parameters = ['w: world', ...locals.map((one) => `${one}: u8`)].join(', ');
    this.#functions.push(`function ${name}(${parameters}): ${result} { ${body} }`);
    return `${name}(${['w', ...locals].join(', ')})`;
  }

  #block(code: Code, before: readonly string[], ways: ReadonlyMap<number, string>): string {
    let locals = before;
    const made: string[] = [];
    for (const [i, one] of code.entries()) {
      const rest = code.slice(i);
      if (leftBy(rest).length === 0 && this.#chance(8))
        return [...made, `${this.#call(locals, 'void', this.#block(rest, locals, new Map()))};`].join(' ');
      const last = locals.at(-1);
      if (last !== undefined && this.#chance(8))
        made.push(`let ${this.#name()}: u8 = 0; if (${last} + 0 === 1) n${this.#names} = 1;`);
      made.push(this.#statement(one, locals, ways));
      if (one.kind === 'read' || one.kind === 'choose') locals = [...locals, one.local];
    }
    return made.join(' ');
  }

  #statement(one: Statement, locals: readonly string[], ways: ReadonlyMap<number, string>): string {
    switch (one.kind) {
      case 'read': {
        const read = `READ_ONCE(w.${one.of}.n)`;
        const value = this.#chance(15) ? this.#call([], 'u8', `return ${read};`) : read;
        return `const ${one.local} = ${value};${one.told ? ` w.${one.local} = ${one.local};` : ''}`;
      }
      case 'write':
        return `WRITE_ONCE(w.${one.to}.n, ${one.value});`;
      case 'if':
        return this.#if(
          one.test,
          this.#block(one.then, locals, ways),
          this.#block(one.otherwise, locals, ways),
          locals,
        );
      case 'leave':
        return this.#if(one.test, `${this.#block(one.first, locals, ways)} ${ways.get(one.id)}`, '', locals);
      case 'scope': {
        if (leftBy([one]).length === 0 && this.#chance(50))
          return `${this.#call(locals, 'void', this.#block(one.body, locals, new Map([[one.id, 'return;']])))};`;
        const name = this.#name();
        return labelled(name, this.#block(one.body, locals, new Map([...ways, [one.id, `break ${name};`]])));
      }
      case 'rounds':
        return this.#rounds(one, locals, ways);
      case 'choose': {
        const [then, otherwise] = one.values;
        const test = this.#test(one.test);
        if (this.#chance(30))
          return `const ${one.local} = ${this.#call(locals, 'u8', `if (${test}) return ${then}; return ${otherwise};`)};`;
        if (isOfBranches(one.test) && this.#chance(40))
          return `const ${one.local}: u8 = ${test} ? ${then} : ${otherwise};`;
        return `let ${one.local}: u8 = ${otherwise}; ${this.#if(one.test, `${one.local} = ${then};`, '', locals)}`;
      }
    }
  }

  #rounds(
    { id, times, body }: Extract<Statement, { kind: 'rounds' }>,
    locals: readonly string[],
    ways: ReadonlyMap<number, string>,
  ): string {
    const [name, count] = [this.#name(), this.#name()];
    const round = (next: string): string =>
      this.#block(body, locals, new Map([...ways, [id, `break ${name};`], [-id, next]]));
    if (this.#chance(40)) {
      const rounds = Array.from({ length: times }, () => this.#name());
      return labelled(name, rounds.map((one) => labelled(one, round(`break ${one};`))).join(' '));
    }
    const again = `continue ${name};`;
    if (this.#chance(30))
      return `let ${count}: u8 = 0; ${name}: while (${count} < ${times}) { ${count}++; ${round(again)} }`;
    if (this.#chance(30))
      return `let ${count}: u8 = ${times}; ${name}: for (;;) { if (${count} === 0) break; ${count}--; ${round(again)} }`;
    return `${name}: for (let ${count}: u8 = 0; ${count} < ${times}; ${count}++) { ${round(again)} }`;
  }

  #if(test: Condition, then: string, otherwise: string, locals: readonly string[]): string {
    if (this.#chance(20)) return this.#if({ kind: 'not', of: test }, otherwise, then, locals);
    if (otherwise === '' && test.kind === 'both' && this.#chance(40))
      return this.#if(test.left, this.#if(test.right, then, '', locals), '', locals);
    const text = this.#test(test);
    const name = this.#name();
    const rest = otherwise === '' ? `{ ${then} }` : `{ ${then} } else { ${otherwise} }`;
    if (this.#chance(15)) return `let ${name} = false; if (${text}) ${name} = true; if (${name}) ${rest}`;
    if (this.#chance(10)) return `let ${name}: u8 = 1; if (!(${text})) ${name} = 2; if (${name} === 1) ${rest}`;
    if (isOfBranches(test) && this.#chance(15)) return `const ${name} = ${text}; if (${name}) ${rest}`;
    if (this.#chance(15))
      return `if (${this.#call(locals, 'bool', `if (${text}) return true; return false;`)}) ${rest}`;
    if (this.#chance(10))
      return `${name}: { ${name}a: { if (${text}) break ${name}a; ${otherwise} break ${name}; } ${then} }`;
    return `if (${text}) ${rest}`;
  }

  #test(of: Condition): string {
    switch (of.kind) {
      case 'is':
        return `${of.local} + 0 === ${of.value}`;
      case 'reads':
        return `READ_ONCE(w.${of.of}.n) === ${of.value}`;
      case 'not':
        return `!(${this.#test(of.of)})`;
      case 'both':
        return `(${this.#test(of.left)} && ${this.#test(of.right)})`;
      case 'either':
        return `(${this.#test(of.left)} || ${this.#test(of.right)})`;
    }
  }
}

/** Without a way out nothing may be called by a name. */
const labelled = (name: string, body: string): string =>
  body.includes(`break ${name};`) ? `${name}: { ${body} }` : `{ ${body} }`;

/** Whether, as a value, it looks at no more than as a branch: what needs no read on its right side is one expression. */
function isOfBranches(of: Condition): boolean {
  if (of.kind === 'not') return isOfBranches(of.of);
  if (of.kind === 'is' || of.kind === 'reads') return true;
  return readsIn(of.right) && isOfBranches(of.left) && isOfBranches(of.right);
}

function readsIn(of: Condition): boolean {
  if (of.kind === 'is' || of.kind === 'reads') return of.kind === 'reads';
  return of.kind === 'not' ? readsIn(of.of) : readsIn(of.left) || readsIn(of.right);
}

class NotNested extends Error {}
type Next = () => readonly Instruction[];
const nothing: Next = () => [];

class Nesting {
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
