// SPDX-License-Identifier: MIT
// Code that branches as the text of a model, in one of many spellings: functions, labels, loops, flags that say which way was taken.

import { type Code, type Condition, leftBy, type Statement, variables } from './branching.ts';
import type { Chances } from './chances.ts';

export class Spelling {
  readonly text: string;
  readonly #functions: string[] = [];
  #names = 0;

  constructor(
    code: Code,
    told: readonly string[],
    private readonly draw: Chances,
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
      if (leftBy(rest).length === 0 && this.draw.chance(8))
        return [...made, `${this.#call(locals, 'void', this.#block(rest, locals, new Map()))};`].join(' ');
      const last = locals.at(-1);
      if (last !== undefined && this.draw.chance(8))
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
        const value = this.draw.chance(15) ? this.#call([], 'u8', `return ${read};`) : read;
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
        if (leftBy([one]).length === 0 && this.draw.chance(50))
          return `${this.#call(locals, 'void', this.#block(one.body, locals, new Map([[one.id, 'return;']])))};`;
        const name = this.#name();
        return labelled(name, this.#block(one.body, locals, new Map([...ways, [one.id, `break ${name};`]])));
      }
      case 'rounds':
        return this.#rounds(one, locals, ways);
      case 'choose': {
        const [then, otherwise] = one.values;
        const test = this.#test(one.test);
        if (this.draw.chance(30))
          return `const ${one.local} = ${this.#call(locals, 'u8', `if (${test}) return ${then}; return ${otherwise};`)};`;
        if (isOfBranches(one.test) && this.draw.chance(40))
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
    if (this.draw.chance(40)) {
      const rounds = Array.from({ length: times }, () => this.#name());
      return labelled(name, rounds.map((one) => labelled(one, round(`break ${one};`))).join(' '));
    }
    const again = `continue ${name};`;
    if (this.draw.chance(30))
      return `let ${count}: u8 = 0; ${name}: while (${count} < ${times}) { ${count}++; ${round(again)} }`;
    if (this.draw.chance(30))
      return `let ${count}: u8 = ${times}; ${name}: for (;;) { if (${count} === 0) break; ${count}--; ${round(again)} }`;
    return `${name}: for (let ${count}: u8 = 0; ${count} < ${times}; ${count}++) { ${round(again)} }`;
  }

  #if(test: Condition, then: string, otherwise: string, locals: readonly string[]): string {
    if (this.draw.chance(20)) return this.#if({ kind: 'not', of: test }, otherwise, then, locals);
    if (otherwise === '' && test.kind === 'both' && this.draw.chance(40))
      return this.#if(test.left, this.#if(test.right, then, '', locals), '', locals);
    const text = this.#test(test);
    const name = this.#name();
    const rest = otherwise === '' ? `{ ${then} }` : `{ ${then} } else { ${otherwise} }`;
    if (this.draw.chance(15)) return `let ${name} = false; if (${text}) ${name} = true; if (${name}) ${rest}`;
    if (this.draw.chance(10)) return `let ${name}: u8 = 1; if (!(${text})) ${name} = 2; if (${name} === 1) ${rest}`;
    if (isOfBranches(test) && this.draw.chance(15)) return `const ${name} = ${text}; if (${name}) ${rest}`;
    if (this.draw.chance(15))
      return `if (${this.#call(locals, 'bool', `if (${text}) return true; return false;`)}) ${rest}`;
    if (this.draw.chance(10))
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
