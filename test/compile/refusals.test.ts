// SPDX-License-Identifier: MIT
// What only the compiler can see to be wrong, because it depends on what is called from where. Pairs: the mistake is
// refused, what stands next to it is not.

import { describe, expect, test } from 'vitest';
import { compileText, complaints, scenarioText } from './model.ts';

const declarations = `class o { n: u8 = 0; flag: bool = false; seen: ghost<u8> = 0; readonly k: u8 = 1; frame: frame | null = null }
class frame { i: u8 = 0; next: o | null = null }
class outer { readonly inner: frame = new frame() }
class holder { frame: frame | null = null }
`;

/** `what` of everything that is wrong. */
function wrong(code: string, more: Readonly<Record<string, string>> = {}, functions = ''): readonly string[] {
  const threads = `{ A(w) { ${code} }, B(w) { w.a.n = 1; w.a.flag = true; } }`;
  const text = `${declarations}${functions}\n${scenarioText({ world: '() => ({ a: new o() })', threads, ...more })}`;
  return complaints(() => compileText(text)).map((line) => line.replace(/^\d+: /, ''));
}

describe('a loop without a step', () => {
  test.each([
    ['while (true) {}'],
    ['let x: u8 = 0; while (x < 3) x++;'],
    ['while (w.a.k === 1) {}'],
    ['do { const x = w.a.k; } while (w.a.k === 1);'],
    ['for (;;) {}'],
  ])('%s', (code) => {
    expect(wrong(code)).toEqual(['a loop without a step in it']);
  });
  test.each([
    ['while (w.a.flag) {}', 'the test is a step'],
    ['do { w.a.n = 1; } while (self() === 7);', 'the body has one'],
    ['for (let i: u8 = 0; i < 3; i++) {}', 'counting ends'],
    ['let x: u8 = 0; while (x < 3) { x++; waitUntil(() => true); }', 'a section is a step'],
    ['atomically(() => { let x: u8 = 0; while (x < 3) x++; });', 'inside a step, the number of rounds is bounded'],
  ])('%s', (code) => {
    expect(wrong(code)).toEqual([]);
  });
  test('a loop in a function is judged where it is called', () => {
    const spin = 'function spin(p: o): void { while (p.k === 0) {} }';
    expect(wrong('spin(w.a);', {}, spin)).toEqual(['a loop without a step in it']);
    expect(wrong('atomically(() => { spin(w.a); });', {}, spin)).toEqual([]);
  });
});

describe('alloc of what has no value to begin with', () => {
  const world = { world: '() => { pool(item, 1); return { a: new o() }; }' };
  test.each([
    // TypeScript says it: alloc and pool take what can be made of nothing.
    ['class item { constructor(public n: u8) {} }', /is not assignable to parameter of type 'new \(\) => item'/],
    ['class item { readonly inner: frame = new frame(); }', /^alloc of item, which embeds another object$/],
  ])('%s', (item, refused) => {
    expect(wrong('const x = alloc(item); free(x);', world, `${item}\n`)[0]).toMatch(refused);
  });
  test('a constructor with a default is one', () => {
    const item = 'class item { m: u8 = 1; constructor(public n: u8 = 2) {} }\n';
    expect(wrong('const x = alloc(item); free(x);', world, item)).toEqual([]);
  });
});

describe('a stack structure escapes', () => {
  const whole = 'function pass(f: frame): frame { return f; } function fill(f: frame): void { f.i = 1; }';
  test.each([
    ['const f = new frame(); w.a.frame = f;', 'into shared memory'],
    ['const f = new frame(); const h = new holder(); h.frame = f;', 'into another one'],
    ['const f = new frame(); const g = pass(f);', 'as a result'],
  ])('%s', (code, _where) => {
    expect(wrong(code, {}, whole).length).toBeGreaterThan(0);
  });
  test.each([
    ['const f = new frame(); fill(f); w.a.n = f.i;', 'an argument'],
    ['const f = new frame(); f.next = w.a;', 'what it refers to may be shared'],
    ['const q = new outer(); fill(q.inner); w.a.n = q.inner.i;', 'an embedded one, as an argument'],
    ['const h = new holder(); const p = h.frame;', 'a reference inside it'],
  ])('%s', (code, _where) => {
    expect(wrong(code, {}, whole)).toEqual([]);
  });
});

describe('a condition that changes memory', () => {
  const functions =
    'function take(p: o): bool { p.n = 1; return p.flag; } function look(p: o): bool { return p.flag; }';
  test.each([
    ['waitUntil(() => { w.a.n = 1; return w.a.flag; });', 'a write'],
    ['waitUntil(() => take(w.a));', 'in a function'],
    ['atomically(() => { waitUntil(() => take(w.a)); });', 'inside a section'],
    ['waitUntil(() => atomically(() => take(w.a)));', 'a section inside'],
    ['waitUntil(() => { w.a.seen = 1; return w.a.flag; });', 'a ghost'],
    ['waitUntil(() => alloc(o).flag);', 'allocating'],
    ['waitUntil(() => { const x = w.a; free(x); return true; });', 'freeing'],
  ])('%s', (code, _what) => {
    expect(wrong(code, {}, functions)).toEqual(['a condition of waitUntil that changes memory']);
  });
  test.each([
    ['waitUntil(() => look(w.a));', 'a function that looks'],
    ['waitUntil(() => { let x: u8 = 0; for (let i: u8 = 0; i < 2; i++) x += w.a.n; return x === 2; });', 'locals'],
    ['const f = new frame(); waitUntil(() => { f.i = w.a.n; return f.i === 1; });', 'a stack structure'],
    ['atomically(() => { waitUntil(() => w.a.flag); w.a.n = 2; });', 'a write after it'],
  ])('%s', (code, _what) => {
    expect(wrong(code, {}, functions)).toEqual([]);
  });
});

describe('world() keeps to the types, like all code', () => {
  const functions = `type pair = { readonly a: u8; readonly b: bool };
function narrow(x: int<0, 3>): u8 { return x; }
function long(x: u16): u8 { return x; }
class cell { constructor(readonly v: int<0, 3>) {} }
`;
  const world = (code: string): readonly string[] =>
    wrong('', { world: `() => { const a = new o(); ${code} return { a }; }` }, functions);
  test.each([
    ['let x: u8 = 250; x += 6;', 'x does not fit u8 (0 … 255): 256'],
    ['let x: u8 = 0; x--;', 'x does not fit u8 (0 … 255): -1'],
    ['const x: int<0, 3> = choose(5);', 'x does not fit int<0, 3> (0 … 3): 4'],
    ['const x = (a.n + 300) as u8;', 'the value does not fit u8 (0 … 255): 300'],
    ['if (((a.n - 1) as u8) === 0) a.n = 1;', 'the value does not fit u8 (0 … 255): -1'],
    ['(a.n as int<0, 3>) = 4;', 'n does not fit int<0, 3> (0 … 3): 4'],
    ['a.n = a.n + 256;', 'n does not fit u8 (0 … 255): 256'],
    ['const x = narrow(4);', 'x does not fit int<0, 3> (0 … 3): 4'],
    ['const x = long(300);', 'the result of long does not fit u8 (0 … 255): 300'],
    ['const c = new cell(4);', 'v does not fit int<0, 3> (0 … 3): 4'],
    ['const r: pair = { a: 256, b: true };', 'pair.a does not fit u8 (0 … 255): 256'],
    ['const xs: array<u8, 2> = array(2, 256);', 'an element of xs does not fit u8 (0 … 255): 256'],
    ['const xs: array<u8, 2> = array(2, 0); xs[1] = 256;', 'the element does not fit u8 (0 … 255): 256'],
    ['const x = 100000 * 100000;', 'the result does not fit i32'],
    ['const x = 1 / a.n;', 'division by zero'],
    ['waitUntil(() => a.flag);', 'world() waits for ever'],
    ['const x = choose(a.n);', 'choose(0) in world()'],
    ['pool(frame, a.n - 1);', 'a pool of -1'],
  ])('%s', (code, what) => {
    expect(world(code)).toEqual([what]);
  });
  test.each([
    ['let x: u8 = 250; x += 5; (a.n as int<0, 3>) = (x - 252) as int<0, 3>;'],
    ['const x: int<0, 3> = choose(4); const y = narrow(x); const c = new cell(x);'],
    ['const x = long(255); a.n = x; const xs: array<u8, 2> = array(2, 255); xs[1] = x;'],
    ['const r: pair = { a: 255, b: true }; a.n = r.a / 1;'],
    ['waitUntil(() => !a.flag); pool(frame, a.n);'],
  ])('%s', (code) => {
    expect(world(code)).toEqual([]);
  });
});

describe('other refusals', () => {
  test('a daemon that touches nothing would run for ever inside one step', () => {
    expect(wrong('w.a.n = 2;', { daemons: '{ D(w) { const x = w.a.k; } }' })).toEqual(['D touches nothing']);
    expect(wrong('w.a.n = 2;', { daemons: '{ D(w) { const x = w.a.n; } }' })).toEqual([]);
  });
  test('world() may not leave a value that does not fit', () => {
    const world = (n: string): string => `() => { const a = new o(); a.n = ${n}; return { a }; }`;
    expect(wrong('', { world: world('choose(300)') }).length).toBe(1);
    expect(wrong('', { world: world('choose(256)') })).toEqual([]);
  });
  test('everything that is wrong is said at once', () => {
    expect(wrong('while (true) {} const f = new frame(); w.a.frame = f;').length).toBe(2);
  });
});
