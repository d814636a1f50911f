// SPDX-License-Identifier: MIT
// No write is lost: however a target is written down, what is assigned is there afterwards, in the order of evaluation that
// docs/language.md promises. What the compiler has no place for is refused.

import { describe, expect, test } from 'vitest';
import { valueText } from '../../src/report/values.ts';
import { compileText, complaints, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = `type rec = { readonly a: u8; readonly b: u8 };
class o { n: u8 = 0; m: u8 = 0; r: rec = { a: 1, b: 2 }; next: o | null = null; slots: array<u8, 2> = array(2, 0); none: gone | null = null }
class gone { v: u8 = 0; slots: array<u8, 2> = array(2, 0) }
class all { constructor(readonly a: o, readonly b: o, public n: u8 = 0, public at: o | null = null, public other: all | null = null) {} }
function changes(p: o): u8 { p.n = 5; p.r = { a: 7, b: 8 }; return 1; } function counted(p: o): o { p.m++; return p; } function moved(a: o, b: o): u8 { a.next = b; return 1; }
function raised(n: u8): u8 { n! += 3; return n; }
function nine(n: u8): u8 { (n as u8) = 9; return n; }
function index(s: o, p: o): u8 { s = p; return s.n; }
function index_const(s: o, p: o): u8 { const q = p; return q.n; }
function named(r: { readonly a: o }): void { r.a.n = 3; }
`;
const others = '(w) { w.a.n = 0; w.a.m = 0; w.a.r = { a: 1, b: 2 }; w.a.next = w.b; w.a.slots[0] = 0; w.b.n = 0; }';

function build(code: string, world = '() => ({ a: new o(), b: new o() })') {
  return compileText(declarations + scenarioText({ world, threads: `{ A(w) { ${code} }, B${others} }` }));
}

/** Thread A alone: the fields of `a` when it has finished, and how many steps it took; or how it broke. */
function run(code: string, world?: string): string {
  const program = build(code, world);
  const steps = new Steps(program);
  let state = steps.initial();
  let taken = 0;
  while (program.standing(0, state, 0) !== 'finished') {
    const [next] = steps.of(0, state);
    if (next === undefined) return `blocked after ${taken}`;
    if (next.fault !== null) return `${next.fault.kind}: ${next.fault.message}`;
    state = next.state;
    taken++;
  }
  const a = program.view(state, 0).objects.find(({ name }) => name === 'a');
  const shown = a?.fields
    .filter(({ name }) => name === 'n' || name === 'm')
    .map(({ name, value }) => `${name} ${valueText(value)}`);
  return `${shown?.join(', ')} after ${taken}`;
}

describe('parentheses, casts and ! around a target are no code', () => {
  test.each([
    ['let i: u8 = 0; ((i)) = 3; w.a.n = i;', 'n 3, m 0 after 1'],
    ['let i: u8 = 0; (i as u8)++; i!--; (i! as i32) += 4; w.a.n = i;', 'n 4, m 0 after 1'],
    ['let p: o | null = w.b; p! = w.a; p.n = 2;', 'n 2, m 0 after 1'],
    ['let i: u8 = 0; for (i! = 1; i < 3; (i)++) w.a.n = i;', 'n 2, m 0 after 2'],
    ['((w.a as o).n as u8) = 6;', undefined],
    ['(w.a).n = 6; (w.a.m)! = 7;', 'n 6, m 7 after 2'],
    ['(w.a.slots)[0]! = 4; w.a.n = w.a.slots[0];', 'n 4, m 0 after 3'],
    // The parameter changes, and what the caller holds stays as it is.
    ['const k = w.a.m; w.a.n = raised(k); w.a.m = k;', 'n 3, m 0 after 3'],
    ['w.a.n = nine(1);', 'n 9, m 0 after 1'],
  ])('%s', (code, expected) => {
    if (expected === undefined) expect(complaints(() => build(code))).toEqual(['17: this type assertion']);
    else expect(run(code)).toBe(expected);
  });
});

describe('the world', () => {
  const literal = '() => ({ a: new o(), b: new o(), n: 0, ok: false })';
  const object = '() => new all(new o(), new o())';
  test.each([
    ['w.n = 1;', 'an assignment to a root of the world: n'],
    ['(w).n += 1;', 'an assignment to a root of the world: n'],
    ['w.ok = true;', 'an assignment to a root of the world: ok'],
    ['w.a = w.b;', 'an assignment to a root of the world: a'],
    ['let v = w; v = w;', 'the world as a value'],
    ['const v = maybe() ? w : w;', 'the world as a value'],
    ['w = w;', 'the world as a value'],
  ])('as a literal is no memory: %s', (code, what) => {
    const found = complaints(() => build(code, literal)).map((line) => line.replace(/^\d+: /, ''));
    expect([...new Set(found)]).toEqual([what]);
  });
  test.each([
    ['const v = w; v.a.n = 2;', 'n 2, m 0 after 1'],
    ['const { a, b: c } = w; a.n = 2; c.n = 1;', 'n 2, m 0 after 2'],
    ['let { a } = w; a.n = 2; a = w.b; a.n = 3;', 'n 2, m 0 after 2'],
    ['named(w);', 'n 3, m 0 after 1'],
  ])('as a literal names its objects: %s', (code, expected) => expect(run(code, literal)).toBe(expected));
  test.each([
    ['w.n = 4; w.a.n = w.n;', 'n 4, m 0 after 3'],
    ['w.at = w.b; w.at!.n = 1; w.at = w.a; w.at!.n = 2;', 'n 2, m 0 after 6'],
    // A parameter is a variable like any other: the second name for the world is followed.
    ['w.other = w; w.n = 3; w = w.other!; w.a.n = w.n;', 'n 3, m 0 after 5'],
  ])('as an object of a class is memory: %s', (code, expected) => expect(run(code, object)).toBe(expected));
});

describe('a stack structure has no address', () => {
  test.each([
    ['const s = new o(); w.a.n = index(s, w.b);', 'the stack structure o in s, which is assigned'],
    ['let s = new o(); s.n = 1; s = w.b;', 'new here: o'],
    ['const s = new o(); const t = maybe() ? s : w.a.next!; t.n = 1;', 'the stack structure o escapes'],
    ['const s = new o(); const t = w.a.next ?? s; t.n = 1;', 'the stack structure o escapes'],
    ['const s = new o(); const xs: array<o | null, 2> = array(2, null); xs[0] = s;', 'the stack structure o escapes'],
    ['const s = new o(); const xs: array<o, 2> = array(2, s); xs[0].n = 1;', 'the stack structure o escapes'],
    [
      'const s = new o(); w.a.next = atomically(() => { if (maybe()) return w.b; return s; });',
      'the stack structure o escapes',
    ],
  ])('%s', (code, what) => expect(complaints(() => build(code))).toEqual([`17: ${what}`]));
  test('what does not take the name of another object is fine', () => {
    expect(run('const s = new o(); s.n = 4; w.a.n = index_const(w.a, s);')).toBe('n 4, m 0 after 1');
  });
});

describe('a call without a result gives nothing to keep', () => {
  const nothing = 'the value of a call that has none';
  test.each([
    ['const x = maybe() ? named(w) : 1; w.a.n = 1;', [`17: ${nothing}`]],
    ['const x = named(w); w.a.n = 1;', []],
  ])('%s', (code, expected) => expect(complaints(() => build(code))).toEqual(expected));
});

describe('the order is that of TypeScript', () => {
  test.each([
    // What is there, then the call, then the write: a read and three steps more.
    ['w.a.n += changes(w.a);', 'n 1, m 0 after 4'],
    ['const s = new o(); s.n = 1; s.n += changes(s); w.a.n = s.n;', 'n 2, m 0 after 1'],
    ['let i: u8 = 1; i += atomically(() => { i = 5; return 1; }); w.a.n = i;', 'n 2, m 0 after 2'],
    ['w.a.slots[0] += changes(w.a); w.a.m = w.a.slots[0];', 'n 5, m 1 after 6'],
    // What a record is taken over from, then its fields.
    ['const s = new o(); const r: rec = { ...s.r, b: changes(s) }; w.a.n = r.a; w.a.m = r.b;', 'n 1, m 1 after 2'],
    ['const r: rec = { ...w.a.r, b: changes(w.a) }; w.a.m = r.a;', 'n 5, m 1 after 4'],
    // Left to right.
    ['w.a.n = 2; w.a.m = w.a.n + changes(w.a) + w.a.n;', 'n 5, m 8 after 6'],
    // An assignment knows where to write before its right side changes that.
    ['w.a.slots[w.a.n] = changes(w.a); w.a.m = w.a.slots[0] * 10 + w.a.slots[1];', 'n 5, m 10 after 7'],
    ['w.a.next = w.a; w.a.next!.n = moved(w.a, w.b); w.a.m = w.b.n;', 'n 1, m 0 after 6'],
    ['WRITE_ONCE(w.a.slots[w.a.n], changes(w.a)); w.a.m = w.a.slots[0];', 'n 5, m 1 after 6'],
    ['atomically(() => { w.a.slots[w.a.n] = changes(w.a); w.a.m = w.a.slots[0]; });', 'n 5, m 1 after 1'],
    ['let i: u8 = 0; w.a.slots[i] = atomically(() => { i = 1; return 3; }); w.a.n = w.a.slots[0];', 'n 3, m 0 after 4'],
    [
      'const xs: array<u8, 2> = array(2, 0); let i: u8 = 0; xs[i] = atomically(() => { i = 1; return 3; }); w.a.n = xs[0];',
      'n 3, m 0 after 2',
    ],
    ['let p = w.a; p.n = atomically(() => { p = w.b; return 3; });', 'n 3, m 0 after 2'],
  ])('%s', (code, expected) => expect(run(code)).toBe(expected));
});

describe('so is that of world()', () => {
  const world = (code: string): string => `() => { const a = new o(); const b = new o(); ${code} return { a, b }; }`;
  test.each([
    ['counted(a).n += 2;', 'n 2, m 1 after 0'],
    ['counted(a).n = 3;', 'n 3, m 1 after 0'],
    ['a.slots[a.n] = changes(a); a.m = a.slots[0];', 'n 5, m 1 after 0'],
    ['a.next = a; a.next!.n = moved(a, b); a.m = b.n;', 'n 1, m 0 after 0'],
  ])('%s', (code, expected) => expect(run('', world(code))).toBe(expected));
});

describe('a class of which there is no object', () => {
  // The reference is null, whatever it is called: to touch a field of it is a violation, not nothing.
  test.each([
    ['w.a.none!.v = 1;', 'null: v of null'],
    ['w.a.n = w.a.none!.v;', 'null: v of null'],
    ['w.a.none!.slots[1] = 1;', 'null: slots of null'],
    ['if (w.a.none === null) w.a.n = 1;', 'n 1, m 0 after 1'],
  ])('%s', (code, expected) => expect(run(code)).toBe(expected));
});
