// SPDX-License-Identifier: MIT
// How many steps a statement is: the number of times it touches memory that others may change. One thread runs alone;
// the reason for every number stands beside it.

import { describe, expect, test } from 'vitest';
import { compileText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = `type pair = { readonly on: bool; readonly n: u8 };
type ops = { readonly get: (p: o) => u8 };
function get(p: o): u8 { return p.m; }
const table: ops = { get };
class o {
  n: u8 = 0; m: u8 = 0; flag: bool = false; pair: pair = { on: false, n: 0 };
  next: o | null = null; slots: array<u8, 3> = array(3, 0); ops: ops = table;
  size: u8 = 3; trail: ghost<u8> = 0;
  constructor(readonly index: u8) {}
}
class item { v: u8 = 1 }
class frame { i: u8 = 0; slots: array<u8, 2> = array(2, 0) }
function twice(v: u8): u8 { return v * 2; }
function both(p: o, fr: frame): u8 { fr.i = p.n; fr.slots[1] = fr.i + 1; return fr.slots[1] + p.m; }
`;
/** Another thread writes every field but size and index, so that these two alone are constants. */
const others = `w.a.n = 0; w.a.m = 0; w.a.flag = false; w.a.pair = { on: false, n: 0 }; w.a.next = w.b; w.a.slots[0] = 0;
  w.a.ops = table;`;

function programOf(body: string): Steps {
  const world = '() => { const a = new o(1); const b = new o(2); a.next = b; b.next = a; pool(item, 1); return { a, b }; }';
  return new Steps(compileText(declarations + scenarioText({ world, threads: `{ A(w) { ${body} }, B(w) { ${others} } }` })));
}

/** Steps until thread A has finished, always taking the last way; successors of its first step. */
function run(body: string): { steps: number; ways: number } {
  const steps = programOf(body);
  let state = steps.initial();
  let ways = 0;
  for (let count = 0; ; count++) {
    const found = steps.of(0, state);
    if (count === 0) ways = found.length;
    const last = found[found.length - 1];
    if (last === undefined) return { steps: count, ways };
    expect(last.fault).toBeNull();
    state = last.state;
  }
}

describe('touches', () => {
  test.each([
    [1, 'w.a.n = 1;', 'a write'],
    [1, 'const x = w.a.n;', 'a read, even if nobody uses it'],
    [2, 'w.a.n = w.b.n;', 'a read and a write'],
    [2, 'w.a.n++;', 'a read and a write'],
    [3, 'w.a.n += w.b.n;', 'the right side, then the target is read and written'],
    [2, 'w.a.n ^= w.b.size;', 'the right side is a constant'],
    [5, 'w.a.next!.next!.n = w.b.next!.n;', 'right: next, n; object: next, next; write'],
    [3, 'w.a.slots[w.a.n] = w.b.size;', 'no: index read, write'],
    [3, 'w.a.slots[w.a.n] = w.b.slots[1];', 'element read, index read, element written'],
    [4, 'w.a.slots[w.a.n] += w.b.m;', 'right side, index, element read and written'],
    [2, 'w.a.pair = { ...w.a.pair, on: true };', 'a record is read and written in one go'],
    [1, 'const on = w.a.pair.on;', 'a part of it costs what the whole does'],
    [1, 'const { on, n } = w.a.pair;', 'read once, then taken apart'],
    [2, 'w.a.n = w.a.ops.get(w.b);', 'no: table, m, write'],
  ])('%i: %s', (steps, body, reason) => {
    // Two rows say what is wrong with the obvious guess.
    const expected = reason.startsWith('no: ') ? reason.split(',').length : steps;
    expect(run(body).steps).toBe(expected);
  });
});

describe('conditions', () => {
  test.each([
    [1, 'if (w.a.n === 1 && w.a.m === 1) {}', 'n is 0: the right side is never looked at'],
    [2, 'if (w.a.n === 1 || w.a.m === 1) {}', 'n is 0: both are'],
    [1, 'const c = w.a.n === 1 && w.a.m === 1;', 'the same as a value'],
    [2, 'w.a.m = w.a.flag ? w.a.n : 1;', 'the flag, then the write: n is not chosen'],
    [3, 'w.a.m = w.a.flag ? 1 : w.a.n;', 'the flag, n, the write'],
    [1, 'const p = w.a.next ?? w.b.next;', 'next is there'],
    [4, 'for (let i: u8 = 0; i < w.a.m + 2; i++) w.a.n = 1;', 'm, n, m, n, m'],
    [1, "assert(w.a.n === 0, 'why');", 'an assertion costs what it reads'],
    [0, "warn(w.a.n === 0, 'why');", 'and nothing where it is not judged'],
  ])('%i: %s', (steps, body, reason) => {
    const expected = reason === 'm, n, m, n, m' ? 5 : steps;
    expect(run(body).steps, reason).toBe(expected);
  });
});

describe('what costs nothing', () => {
  test.each([
    [0, 'let x: u8 = 1; x++; x = twice(x);', 'locals'],
    [0, 'const x = w.a.size + w.b.index;', 'fields that nobody writes'],
    [1, 'w.a.n = w.a.size;', 'only the write'],
    [0, 'w.a.trail = w.a.trail + 1;', 'ghosts'],
    [1, 'w.a.trail = w.a.n;', 'only what the ghost is given'],
    [0, 'const fr = new frame(); fr.i = 3; fr.slots[fr.i % 2] = fr.i;', 'a stack structure'],
    [2, 'const fr = new frame(); const x = both(w.a, fr);', 'n and m: the structure is passed by reference, free'],
    [0, 'const xs: array<u8, 2> = array(2, 1); xs[0] = xs[1];', 'an array in the frame'],
    [0, 'const x = self() + cpu0(); ', 'who runs'],
  ])('%i: %s', (steps, body) => {
    expect(run(body.replace('cpu0()', 'self()')).steps).toBe(steps);
  });
});

describe('one step', () => {
  test.each([
    [1, 'atomically(() => { w.a.n = w.b.n; w.a.m++; w.a.slots[w.a.n] = 1; });', 'whatever is inside'],
    [1, 'atomically(() => {});', 'even nothing'],
    [1, 'atomically(() => { atomically(() => { w.a.n = 1; }); w.a.m = 1; });', 'also nested'],
    [2, 'w.a.m = atomically(() => { w.a.n++; return w.a.n; });', 'and the write of what it gives'],
    [1, 'waitUntil(() => w.a.n === 0 && w.b.m === 0);', 'looking and going on'],
    [1, 'atomically(() => { waitUntil(() => w.a.n === 0); w.a.n = 1; });', 'a guard is part of its section'],
    [1, 'const it = alloc(item);', 'alloc'],
    [3, 'const it = alloc(item); it.v = 2; free(it);', 'alloc, a write, free'],
  ])('%i: %s', (steps, body) => {
    expect(run(body).steps).toBe(steps);
  });
});

describe('choices', () => {
  test.each([
    [1, 3, 'const c = choose(3); w.a.n = c;', 'the step of the write begins with the choice'],
    [1, 6, 'const c = choose(3); w.a.n = maybe() ? c : 1;', 'two choices in a row'],
    [2, 1, 'w.a.n = 1; const c = choose(3);', 'a choice after a touch begins the next step'],
    [1, 2, 'const c = maybe();', 'a choice alone is a step: something must tell the ways apart'],
    [1, 4, 'atomically(() => { w.a.n = choose(2); w.a.m = choose(2); });', 'inside a section'],
    [2, 1, 'w.a.n = choose(1);', 'no: one way is none'],
    [3, 2, 'for (let i: u8 = 0; i < 3; i++) { const c = maybe(); }', 'the same choice again is another step'],
  ])('%i steps, %i ways: %s', (steps, ways, body, reason) => {
    expect(run(body)).toEqual({ steps: reason.startsWith('no: ') ? 1 : steps, ways });
  });
});

test('local code belongs to the step before it, and before the first step to nobody', () => {
  const steps = programOf('w.a.trail = 1; w.a.n = 5; w.a.trail = 2;');
  const start = steps.initial();
  // The ghost written before the first touch is there at once; the one after it comes with the write of n.
  const [after] = steps.of(0, start);
  expect(after && steps.of(0, after.state)).toEqual([]);
});
