// SPDX-License-Identifier: MIT
// Everything that can go wrong in a step: what it is called, what it says, and which piece of the model it points at.

import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { compileEach, imports, scenarioText } from './model.ts';
import { faultsOf, Steps } from './steps.ts';

const declarations = `type ops = { readonly get: (p: o) => u8; readonly put: ((p: o) => void) | null };
function get(p: o): u8 { return p.n; }
function put(p: o): void { p.n = 1; }
const full: ops = { get, put };
const half: ops = { get, put: null };
class o {
  n: u8 = 0; m: int<-2, 3> = 0; big: i32 = 2147483647; kind: kind = kind.A; r: pair = { x: 0, y: 0 }; next: o | null = null; item: item | null = null;
  slots: array<u8, 3> = array(3, 0); ops: ops | null = half; own: leaf = new leaf(); none: leaf | null = null; k: u8 = 0;
}
class leaf { v: u8 = 0 }
class item { v: u8 = 1 }
enum kind { A, B, C }
type pair = { readonly x: u8; readonly y: u8 };
function pair_of(v: u8): pair { return { x: v, y: v }; }
function cut(v: i32): i32 { return v as u8; }
class frame { i: int<0, 3> = 0; slots: array<u8, 2> = array(2, 0) }
function half_of(v: u8): int<0, 9> { return v + 10; }
function take(p: o): void { p.n = 1; }
function sure(p: o): o { return p.next!; }
type holds = { readonly p: o };
function never(p: o): pair { for (;;) p.m = 1; }
`;
const others =
  'w.a.next = null; w.a.n = 0; w.a.m = 0; w.a.ops = full; w.a.big = 0; w.a.item = null; w.a.own = w.a.own; w.a.none = null;';
const world = '() => { pool(item, 1); return { a: new o() }; }';

/** Code of the first thread, and the violation it must come to: kind, message, the text it points at. */
const rows: readonly (readonly [code: string, violation: string, at: string])[] = [
  ['w.a.n = w.a.m - 1;', 'range: n does not fit u8 (0 … 255)', 'w.a.n'],
  ['w.a.m -= 3;', 'range: m does not fit int<-2, 3> (-2 … 3)', 'w.a.m'],
  ['w.a.m = 3; w.a.m++;', 'range: m does not fit int<-2, 3> (-2 … 3)', 'w.a.m'],
  ['w.a.slots[1] = w.a.n + 256;', 'range: slots[…] does not fit u8 (0 … 255)', 'w.a.slots[1]'],
  ['const x: int<1, 3> = w.a.n;', 'range: x does not fit int<1, 3> (1 … 3)', 'x: int<1, 3> = w.a.n'],
  ['let x: u8 = w.a.n; x -= 1;', 'range: x does not fit u8 (0 … 255)', 'x'],
  ['half_of(w.a.n + 300);', 'range: v does not fit u8 (0 … 255)', 'half_of(w.a.n + 300)'],
  ['half_of(w.a.n);', 'range: the result does not fit int<0, 9> (0 … 9)', 'return v + 10;'],
  ['const fr = new frame(); fr.i = w.a.n + 4;', 'range: i does not fit int<0, 3> (0 … 3)', 'fr.i'],
  ['w.a.big += 1;', 'range: the result does not fit i32', 'w.a.big'],
  ['const x = w.a.big * w.a.big;', 'range: the result does not fit i32', 'w.a.big * w.a.big'],
  ['const x = 7 / w.a.n;', 'range: division by zero', '7 / w.a.n'],
  ['w.a.m %= w.a.n;', 'range: division by zero', 'w.a.m'],
  ['w.a.big = -2147483647 - 1; const x = -w.a.big;', 'range: the result does not fit i32', '-w.a.big'],
  ['if (-(w.a.big - 1) < -(-2147483647 - 1)) w.a.n = 1;', 'range: the result does not fit i32', '-(-2147483647 - 1)'],
  ['const x = 1 << (w.a.n + 31);', 'range: the result does not fit i32', '1 << (w.a.n + 31)'],
  ['const x = 1 << (w.a.n + 35);', 'range: a shift outside 0 … 31', '1 << (w.a.n + 35)'],
  ['const x = 8 >> (w.a.n + 32);', 'range: a shift outside 0 … 31', '8 >> (w.a.n + 32)'],
  ['const x = 8 >>> (w.a.n - 1);', 'range: a shift outside 0 … 31', '8 >>> (w.a.n - 1)'],
  ['const x = (w.a.n - 1) >>> 0;', 'range: the result does not fit i32', '(w.a.n - 1) >>> 0'],
  ['if (w.a.n === 0 && 1 >> (w.a.n + 32) === 1) w.a.n = 1;', 'range: a shift outside 0 … 31', '1 >> (w.a.n + 32)'],
  ['w.a.m <<= 40;', 'range: a shift outside 0 … 31', 'w.a.m'],
  ['const x = choose(w.a.n);', 'range: choose() from nothing', 'choose(w.a.n)'],
  ['const x = choose(w.a.n - 1); w.a.n = x;', 'range: choose() from nothing', 'choose(w.a.n - 1)'],
  ['atomically(() => { w.a.n = choose(w.a.n); });', 'range: choose() from nothing', 'choose(w.a.n)'],
  ['w.a.slots[w.a.n + 3] = 1;', 'index: index outside 0 … 2', 'w.a.slots[w.a.n + 3]'],
  ['const x = w.a.slots[w.a.m - 1];', 'index: index outside 0 … 2', 'w.a.slots[w.a.m - 1]'],
  ['const xs: array<u8, 2> = array(2, 0); xs[w.a.n + 2] = 1;', 'index: index outside 0 … 1', 'xs[w.a.n + 2]'],
  ['const fr = new frame(); const x = fr.slots[w.a.n + 2];', 'index: index outside 0 … 1', 'fr.slots[w.a.n + 2]'],
  ['const x = w.a.next!.n;', 'null: n of null', 'w.a.next!.n'],
  ['w.a.next!.n = 1;', 'null: n of null', 'w.a.next!.n'],
  ['w.a.next!.slots[0] = 1;', 'null: slots of null', 'w.a.next!.slots'],
  ['take(w.a.next!);', 'null: p is null', 'take(w.a.next!)'],
  ['const p: o = w.a.next!;', 'null: p is null', 'p: o = w.a.next!'],
  ['w.a.own = w.a.none!;', 'null: own is null', 'w.a.own'],
  ['const xs: array<o, 2> = array(2, w.a); xs[1] = w.a.next!;', 'null: xs[…] is null', 'xs[1]'],
  ['sure(w.a);', 'null: the result is null', 'return p.next!;'],
  ['const r: holds = { p: w.a.next! };', 'null: p is null', '{ p: w.a.next! }'],
  ['const p = w.a.next!; w.a.n = 1; p.n = 2;', 'null: n of null', 'p.n'],
  ['w.a.ops!.put!(w.a);', 'null: no table with put here', 'w.a.ops!.put!(w.a)'],
  ['w.a.ops = null; w.a.ops!.get(w.a);', 'null: no table with get here', 'w.a.ops!.get(w.a)'],
  ['free(w.a.item!);', 'null: free of null', 'free(w.a.item!)'],
  ['const it = alloc(item); free(it); it.v = 2;', 'freed: a freed item is used', 'it.v'],
  ['const it = alloc(item); free(it); const x = it.v;', 'freed: a freed item is used', 'it.v'],
  ['const it = alloc(item); free(it); free(it);', 'freed: a item is freed twice', 'free(it)'],
  [
    'const it = alloc(item); const that = alloc(item);',
    'pool: the pool of item is empty: set aside more objects with pool(item, n)',
    'alloc(item)',
  ],
  ["assert(w.a.n === 1, 'n is one');", 'assert: n is one', "assert(w.a.n === 1, 'n is one')"],
  ['atomically(() => { while (w.a.n === 0) {} });', 'endless: a loop of A does not end within one step', ''],
];

/** A cast is checked wherever it stands; `n` is 0 and `m` is 0. */
const casts: readonly (readonly [code: string, violation: string, at: string])[] = [
  ['if (((w.a.n + 256) as u8) === 0) w.a.n = 1;', 'range: the value does not fit u8 (0 … 255)', '(w.a.n + 256) as u8'],
  ['half_of((w.a.m - 1) as u8);', 'range: the value does not fit u8 (0 … 255)', '(w.a.m - 1) as u8'],
  [
    'const x = w.a.slots[(w.a.n + 1) as int<0, 0>];',
    'range: the value does not fit int<0, 0> (0 … 0)',
    '(w.a.n + 1) as int<0, 0>',
  ],
  ['w.a.big = ((w.a.big as i16) + 1) as i32;', 'range: the value does not fit i16 (-32768 … 32767)', 'w.a.big as i16'],
  ['w.a.m += (w.a.n + 2) as int<0, 1>;', 'range: the value does not fit int<0, 1> (0 … 1)', '(w.a.n + 2) as int<0, 1>'],
  ['w.a.kind = (w.a.n + 3) as kind;', 'range: the value does not fit kind (0 … 2)', '(w.a.n + 3) as kind'],
  [
    'const r: pair = { ...w.a.r, x: (w.a.n - 1) as u8 };',
    'range: the value does not fit u8 (0 … 255)',
    '(w.a.n - 1) as u8',
  ],
  [
    'const r: pair = { ...pair_of((w.a.n + 9) as int<0, 8>), x: 1 };',
    'range: the value does not fit int<0, 8> (0 … 8)',
    '(w.a.n + 9) as int<0, 8>',
  ],
  [
    'const x = choose((w.a.n + 9) as int<1, 8>);',
    'range: the value does not fit int<1, 8> (1 … 8)',
    '(w.a.n + 9) as int<1, 8>',
  ],
  [
    'for (let i: i32 = 0; i < ((w.a.n + i - 1) as u8); i++) w.a.n = 1;',
    'range: the value does not fit u8 (0 … 255)',
    '(w.a.n + i - 1) as u8',
  ],
  ['switch ((w.a.m - 1) as u8) { case 0: break; }', 'range: the value does not fit u8 (0 … 255)', '(w.a.m - 1) as u8'],
  ['waitUntil(() => ((w.a.m - 1) as u8) === 0);', 'range: the value does not fit u8 (0 … 255)', '(w.a.m - 1) as u8'],
  [
    'const x = w.a.m === 0 && ((w.a.m - 1) as u8) === 0;',
    'range: the value does not fit u8 (0 … 255)',
    '(w.a.m - 1) as u8',
  ],
  [
    'const x = w.a.m === 0 ? ((w.a.m - 1) as u8) : 7;',
    'range: the value does not fit u8 (0 … 255)',
    '(w.a.m - 1) as u8',
  ],
  ["assert(((w.a.m - 1) as u8) < 256, 'ever');", 'range: the value does not fit u8 (0 … 255)', '(w.a.m - 1) as u8'],
  ['cut(w.a.m + 300);', 'range: the value does not fit u8 (0 … 255)', 'v as u8'],
  // Both are promises, and the inner one comes first.
  ['const x = ((w.a.m - 1) as u8) as int<-1, 5>;', 'range: the value does not fit u8 (0 … 255)', '(w.a.m - 1) as u8'],
  // On the left: what is written has to fit.
  ['(w.a.n as int<0, 3>) = 4;', 'range: n does not fit int<0, 3> (0 … 3)', 'w.a.n'],
  ['(w.a.slots[1] as int<0, 3>) += 4;', 'range: slots[…] does not fit int<0, 3> (0 … 3)', 'w.a.slots[1]'],
  ['let x: u8 = w.a.n; (x as int<0, 3>) -= 1;', 'range: x does not fit int<0, 3> (0 … 3)', 'x'],
  ['(w.a.n as i32) = 300;', 'range: n does not fit u8 (0 … 255)', 'w.a.n'],
];

/** What fits is what it was, without a step or a violation. */
const fitting = [
  'if (((w.a.n + 255) as u8) === 255) w.a.n = 1;',
  'w.a.big = (w.a.m - 1) as i8;',
  'const x = w.a.slots[(w.a.n + 2) as u8]; w.a.n = x;',
  'w.a.m += (w.a.n + 1) as int<0, 1>;',
  'w.a.kind = (w.a.n + 2) as kind; assert(w.a.kind === kind.C, "C");',
  'const r: pair = { ...w.a.r, x: (w.a.n + 255) as u8 }; assert(r.x === 255, "x");',
  'const x = (w.a.n + 1) as u8; assert(x === 1, "one");',
  'const x = w.a.m === 1 && ((w.a.m - 1) as u8) === 9;',
  "note('never looked at', (w.a.m - 1) as u8); w.a.n = 1;",
  'w.a.n = never(w.a).x; assert(false, "nobody comes here");',
  '(w.a.n as int<0, 3>) = 3; (w.a.n as i32) += 200; assert(w.a.n === 203, "both");',
];

const texts = [...rows, ...casts].map(
  ([code]) =>
    declarations + scenarioText({ world, threads: `{ A(w) { ${code} }, B(w) { if (false) { ${others} } } }` }),
);
const programs = compileEach(texts);

describe('violations', () => {
  test.each([...rows, ...casts].map((row, i) => [...row, i] as const))('%s  %s', (_code, violation, at, i) => {
    const program = programs[i];
    if (program === undefined) throw new Error('no program');
    const faults = faultsOf(program);
    expect(faults.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([violation]);
    const [{ place } = { place: null }] = faults;
    if (place === null) throw new Error('no violation');
    const line = (imports + texts[i]).split('\n')[place.line - 1] ?? '';
    if (at !== '') expect(line.slice(place.column - 1, place.column - 1 + place.length)).toBe(at);
  });
});

test.each(fitting)('%s  breaks nothing', (code) => {
  const [program] = compileEach([
    declarations +
      scenarioText({ world, threads: `{ A(w) { ${code.replaceAll('"', "'")} }, B(w) { if (false) { ${others} } } }` }),
  ]);
  expect(program && faultsOf(program)).toEqual([]);
});

test('a cast costs no step, and a value of it needs no other check', () => {
  const [plain, cast] = compileEach(
    ['w.a.n = w.a.m;', 'w.a.n = w.a.m as u8;'].map(
      (code) => declarations + scenarioText({ world, threads: `{ A(w) { ${code} }, B(w) { ${others} } }` }),
    ),
  );
  if (plain === undefined || cast === undefined) throw new Error('no program');
  expect(new Steps(cast).reach()).toBe(new Steps(plain).reach());
  const ranges = ({ faults }: Program) => faults.filter(({ kind }) => kind === 'range').map(({ message }) => message);
  expect([ranges(plain), ranges(cast)]).toEqual([
    ['n does not fit u8 (0 … 255)'],
    ['the value does not fit u8 (0 … 255)'],
  ]);
});

/** Which step breaks: how many are taken before it. */
describe('a touch breaks in a step of its own, and local code in the step that it is folded into', () => {
  test.each([
    [1, 'w.a.next!.n = 1;', 'next is read; writing n of null is a touch'],
    [1, 'const x = w.a.next!.n;', 'and so is reading it'],
    [1, 'const p = w.a.next!; p.n = 1;', 'a const without a type keeps null'],
    [0, 'const p: o = w.a.next!;', 'with a type it breaks where next is read'],
    [0, 'take(w.a.next!);', 'and so does a parameter'],
    [0, 'const x = w.a.next!.k;', 'no touch: k is a constant'],
    [1, 'w.a.own = w.a.none!;', 'none is read; own cannot hold null when it is written'],
    [0, 'w.a.ops!.put!(w.a);', 'a call through a table is local'],
    [1, 'free(w.a.item!);', 'item is read; free is a touch'],
    [2, 'const it = alloc(item); free(it); it.v = 2;', 'alloc, free'],
    [1, 'w.a.slots[w.a.n + 3] = 1;', 'n is read; looking outside slots is a touch'],
    [0, 'const x = w.a.slots[w.a.n + 3];', 'no touch where nobody writes slots'],
    [0, 'const xs: array<u8, 2> = array(2, 0); xs[w.a.n + 2] = 1;', 'a local array is local'],
    [1, 'w.a.n = w.a.m - 1;', 'm is read; n cannot hold -1 when it is written'],
    [0, 'const x: u8 = w.a.m - 1;', 'a local has no step'],
    [0, 'w.a.n = (w.a.m - 1) as u8;', 'a cast breaks before the write'],
  ])('%i: %s  %s', (before, code, _reason) => {
    const [program] = compileEach([
      declarations + scenarioText({ world, threads: `{ A(w) { ${code} }, B(w) { if (false) { ${others} } } }` }),
    ]);
    if (program === undefined) throw new Error('no program');
    const steps = new Steps(program);
    let state = steps.initial();
    let taken = 0;
    for (let [next] = steps.of(0, state); next?.fault === null; [next] = steps.of(0, state)) {
      state = next.state;
      taken++;
    }
    expect(taken).toBe(before);
    expect(steps.of(0, state)[0]?.fault).toBeDefined();
  });
});

test('shifts and minus as far as they fit', () => {
  const code = `w.a.big = 1 << 30; assert(w.a.big === 1073741824, '2^30'); w.a.big = -1 << 31; assert(w.a.big + 1 === -2147483647, 'least');
    w.a.big = w.a.big >> 31; assert(w.a.big === -1, 'the sign stays'); assert(w.a.big >>> 1 === 2147483647, 'a zero comes in');
    w.a.big = -(w.a.big); assert((w.a.big << 0) === 1 && -(-w.a.big) === 1, 'one'); w.a.n = choose(w.a.n + 1); assert(w.a.n === 0, 'no choice');`;
  const [program] = compileEach([
    declarations + scenarioText({ world, threads: `{ A(w) { ${code} }, B(w) { if (false) { ${others} } } }` }),
  ]);
  expect(program && faultsOf(program)).toEqual([]);
});

test('a violation names the function it happens in', () => {
  const functions = programs.map((program) => faultsOf(program)[0]?.function);
  expect(functions[0]).toBe('A');
  expect(functions[rows.findIndex(([code]) => code === 'half_of(w.a.n);')]).toBe('half_of');
});

test('alloc gives every field the value that new gives it', () => {
  const classes = `const TWO = 1 + 1; const FLAG = true;
class made { v: u8 = 1 + TWO; c: i8 = TWO * -1; b: bool = FLAG && !false; k: u8 = FLAG ? 3 : 4; r: pair = { x: 2 * TWO, y: 1 };
  xs: array<u8, 2> = array(2, TWO + 4); constructor(public last: u8 = TWO << 3) {} }
`;
  const code = `const it = alloc(made); assert(it.v === 3, 'v'); assert(it.c === -2, 'c'); assert(it.b, 'b'); assert(it.k === 3, 'k');
    assert(it.r.x === 4 && it.r.y === 1, 'r'); assert(it.xs[1] === 6, 'xs'); assert(it.last === 16, 'last'); w.a.n = it.v;`;
  const [program] = compileEach([
    declarations +
      classes +
      scenarioText({ world: '() => { pool(made, 1); return { a: new o() }; }', threads: `{ A(w) { ${code} } }` }),
  ]);
  expect(program && faultsOf(program)).toEqual([]);
});

test('a pool of two is enough for two', () => {
  const code = 'const it = alloc(item); const that = alloc(item); it.v = 1; that.v = 2; free(it); free(that);';
  const two = world.replace('pool(item, 1)', 'pool(item, 2)');
  const [program] = compileEach([declarations + scenarioText({ world: two, threads: `{ A(w) { ${code} } }` })]);
  expect(program && faultsOf(program)).toEqual([]);
});

describe('warn', () => {
  const text = declarations + scenarioText({ world, threads: "{ A(w) { warn(w.a.n === 1, 'odd'); w.a.n = 2; } }" });
  test('is a violation where warnings are judged', () => {
    const [program] = compileEach([text], { judgeWarnings: true });
    expect(program && faultsOf(program).map(({ kind, message }) => `${kind}: ${message}`)).toEqual(['warn: odd']);
  });
  test('is nothing anywhere else', () => {
    const [program] = compileEach([text]);
    expect(program && faultsOf(program)).toEqual([]);
  });
});
