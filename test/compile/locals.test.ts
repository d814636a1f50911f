// SPDX-License-Identifier: MIT
// Equal states must be equal: a local that nobody reads again, a finished thread, freed memory leave nothing behind.
// The counts are small enough to write every state down.

import { describe, expect, test } from 'vitest';
import { keepingDeadLocals } from '../../src/compile/compile.ts';
import { compileEach, compileText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = `class o { n: u8 = 0; m: u8 = 0 }
class item { v: i8 = 5; w: int<2, 9> = 3; on: bool = true }
class frame { i: u8 = 0; j: u8 = 0 }
`;
const world = '() => { pool(item, 2); return { a: new o() }; }';

function states(threads: string, more: Readonly<Record<string, string>> = {}): number {
  const [program] = compileEach([declarations + scenarioText({ world, threads, ...more })]);
  if (program === undefined) throw new Error('no program');
  return new Steps(program).reach();
}

describe('dead locals', () => {
  test('a choice that is forgotten makes one state, one that is needed makes four', () => {
    // Start, n written, m written.
    expect(states('{ A(w) { const x = choose(4); w.a.n = x & 0; w.a.m = 1; } }')).toBe(3);
    // Start, four times n written and x known, four values of m.
    expect(states('{ A(w) { const x = choose(4); w.a.n = x & 0; w.a.m = x; } }')).toBe(9);
  });
  test('two threads whose locals differ and are dead are in one state', () => {
    // Each stands before its section, before its write, or is finished, and whoever is second read n = 1.
    const body = '(w) { const x = atomically(() => { const old = w.a.n; w.a.n ^= 1; return old; }); w.a.m = DEAD; }';
    const threads = (value: string): string => `{ A${body.replace('DEAD', value)}, B${body.replace('DEAD', value)} }`;
    // 3 × 3: n says how many are past their section, m whether one has finished, and who was first is forgotten.
    expect(states(threads('1'))).toBe(9);
    // With x alive: 5 states in which one has not begun; 2 each (who was first) for both before their write, A finished,
    // B finished; and 2 for both finished, because m is what the last one wrote.
    expect(states(threads('x'))).toBe(5 + 2 + 2 + 2 + 2);
  });
  test('a parameter is dead after its last use', () => {
    const text = (use: string): string => `{ A(w) { put(w.a, choose(3)); } }`.replace('put', use);
    const put = 'function put(p: o, v: u8): void { p.n = v & 0; p.m = 1; }\n';
    const keep = 'function keep(p: o, v: u8): void { p.n = v & 0; p.m = v; }\n';
    const [first, second] = compileEach([
      declarations + put + scenarioText({ world, threads: text('put') }),
      declarations + keep + scenarioText({ world, threads: text('keep') }),
    ]);
    expect(first && new Steps(first).reach()).toBe(3);
    expect(second && new Steps(second).reach()).toBe(1 + 3 + 3);
  });
  test('a stack structure dies field by field', () => {
    const code =
      'const fr = new frame(); fr.i = choose(2); fr.j = choose(3); w.a.n = fr.i & 0; w.a.m = 0; w.a.n = fr.j;';
    // Start; i is dead from the first write on: 3 values of j before m, 3 before n; then n is 0, 1, 2.
    expect(states(`{ A(w) { ${code} } }`)).toBe(1 + 3 + 3 + 3);
  });
  test('a local that is assigned before it is read again is dead in between', () => {
    const code = 'let x: u8 = choose(4); w.a.n = x & 0; x = 1; w.a.m = 1; w.a.n = x;';
    expect(states(`{ A(w) { ${code} } }`)).toBe(4);
  });
});

describe('kept for a comparison', () => {
  const code = 'const x = choose(4); w.a.n = x & 0; w.a.m = x & 0; w.a.m = 1;';
  const text = declarations + scenarioText({ world, threads: `{ A(w) { ${code} } }` });
  const [program, again] = [compileText(text), compileText(text)];

  test('a dead local tells states apart, until its thread has finished', () => {
    // Start, n written and x known, m written, finished.
    expect(new Steps(program).reach()).toBe(1 + 4 + 1 + 1);
    expect(new Steps(keepingDeadLocals(program)).reach()).toBe(1 + 4 + 4 + 1);
  });
  test('the Program itself stays as it was, and each such Program is the same', () => {
    const [first, second] = [keepingDeadLocals(program), keepingDeadLocals(program)];
    expect(second.carried).toEqual(first.carried);
    expect(first.carried).toEqual(keepingDeadLocals(again).carried);
    expect(program.carried).toEqual(again.carried);
    expect(program.checksum).not.toBe(first.checksum);
  });
});

describe('what is over', () => {
  test('a finished thread keeps nothing', () => {
    expect(states('{ A(w) { const x = choose(4); w.a.n = x & 0; } }')).toBe(2);
  });
  test('a daemon at its top has forgotten its last round', () => {
    // A before and after; D at its top or before its write with x = 0 … 3; n stays 0.
    const daemons = '{ D(w) { const x = choose(4); w.a.n = 0; w.a.n = x & 0; } }';
    expect(states('{ A(w) { w.a.m = 1; } }', { daemons })).toBe(2 * (1 + 4));
  });
  test('freed memory is as if it had never been used', () => {
    const daemons = '{ D(w) { const it = alloc(item); it.v = -7; it.w = 9; free(it); } }';
    // A twice; D at its top, before v, before w, before free: nothing remembers that a round is over.
    expect(states('{ A(w) { w.a.m = 1; } }', { daemons })).toBe(2 * 4);
  });
});
