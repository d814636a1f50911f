// SPDX-License-Identifier: MIT
// How many steps a statement is: the number of times it touches memory that others may change. One thread runs alone;
// the reason for every number stands beside it.

import { describe, expect, test } from 'vitest';
import { valueText } from '../../src/report/values.ts';
import { compileEach, scenarioText } from './model.ts';
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
const world =
  '() => { const a = new o(1); const b = new o(2); a.next = b; b.next = a; pool(item, 1); return { a, b }; }';

function modelOf(body: string): string {
  return declarations + scenarioText({ world, threads: `{ A(w) { ${body} }, B(w) { ${others} } }` });
}

/** Steps, successors of the first step, code, reason. */
type Row = readonly [steps: number, ways: number, code: string, reason: string];

const rows: Readonly<Record<string, readonly Row[]>> = {
  touches: [
    [1, 1, 'w.a.n = 1;', 'a write'],
    [1, 1, 'const x = w.a.n;', 'a read, even if nobody uses it'],
    [2, 1, 'w.a.n = w.b.n;', 'a read and a write'],
    [2, 1, 'w.a.n++;', 'a read and a write'],
    [3, 1, 'w.a.n += w.b.n;', 'the target is read, then the right side, then the target is written'],
    [2, 1, 'w.a.n ^= w.b.size;', 'the right side is a constant'],
    [5, 1, 'w.a.next!.next!.n = w.b.next!.n;', 'object: next, next; right side: next, n; the write'],
    [2, 1, 'w.a.slots[w.a.n] = w.b.size;', 'index, element'],
    [3, 1, 'w.a.slots[w.a.n] = w.b.slots[1];', 'index, element read, element written'],
    [4, 1, 'w.a.slots[w.a.n] += w.b.m;', 'index, element read, right side, element written'],
    [2, 1, 'w.a.pair = { ...w.a.pair, on: true };', 'a record is read and written in one go'],
    [1, 1, 'const on = w.a.pair.on;', 'a part of it costs what the whole does'],
    [1, 1, 'const { on, n } = w.a.pair;', 'read once, then taken apart'],
    [3, 1, 'w.a.n = w.a.ops.get(w.b);', 'the table, m of b, the write'],
  ],
  conditions: [
    [1, 1, 'if (w.a.n === 1 && w.a.m === 1) {}', 'n is 0: the right side is never looked at'],
    [2, 1, 'if (w.a.n === 1 || w.a.m === 1) {}', 'n is 0: both are'],
    [1, 1, 'const c = w.a.n === 1 && w.a.m === 1;', 'the same as a value'],
    [2, 1, 'w.a.m = w.a.flag ? w.a.n : 1;', 'the flag, then the write: n is not chosen'],
    [3, 1, 'w.a.m = w.a.flag ? 1 : w.a.n;', 'the flag, n, the write'],
    [1, 1, 'const p = w.a.next ?? w.b.next;', 'next is there'],
    [5, 1, 'for (let i: u8 = 0; i < w.a.m + 2; i++) w.a.n = 1;', 'm, n, m, n, and m once more'],
    [1, 1, "assert(w.a.n === 0, 'why');", 'an assertion costs what it reads'],
    [0, 1, "warn(w.a.n === 0, 'why');", 'and nothing where it is not judged'],
  ],
  'what costs nothing': [
    [0, 1, 'let x: u8 = 1; x++; x = twice(x);', 'locals'],
    [0, 1, 'const x = w.a.size + w.b.index;', 'fields that nobody writes'],
    [1, 1, 'w.a.n = w.a.size;', 'only the write'],
    [0, 1, 'w.a.trail = w.a.trail + 1;', 'ghosts'],
    [1, 1, 'w.a.trail = w.a.n;', 'only what the ghost is given'],
    [0, 1, 'const fr = new frame(); fr.i = 3; fr.slots[fr.i % 2] = fr.i;', 'a stack structure'],
    [2, 1, 'const fr = new frame(); const x = both(w.a, fr);', 'n and m: the structure passed by reference is free'],
    [0, 1, 'const xs: array<u8, 2> = array(2, 1); xs[0] = xs[1];', 'an array of the frame'],
    [0, 1, 'const x = self();', 'who runs'],
    [0, 1, "note('n', w.a.n);", 'words for the printed trace'],
  ],
  'one step': [
    [1, 1, 'atomically(() => { w.a.n = w.b.n; w.a.m++; w.a.slots[w.a.n] = 1; });', 'whatever is inside'],
    [1, 1, 'atomically(() => {});', 'even nothing'],
    [1, 1, 'atomically(() => { atomically(() => { w.a.n = 1; }); w.a.m = 1; });', 'also nested'],
    [2, 1, 'w.a.m = atomically(() => { w.a.n++; return w.a.n; });', 'and the write of what it gives'],
    [1, 1, 'waitUntil(() => w.a.n === 0 && w.b.m === 0);', 'looking and going on'],
    [1, 1, 'atomically(() => { waitUntil(() => w.a.n === 0); w.a.n = 1; });', 'a guard is part of its section'],
    [1, 1, 'const it = alloc(item);', 'alloc'],
    [3, 1, 'const it = alloc(item); it.v = 2; free(it);', 'alloc, a write, free'],
  ],
  choices: [
    [1, 3, 'const c = choose(3); w.a.n = c;', 'the step of the write begins with the choice'],
    [1, 6, 'const c = choose(3); w.a.n = maybe() ? c : 1;', 'two choices in a row: 3 × 2'],
    [2, 1, 'w.a.n = 1; const c = choose(3);', 'a choice after a touch begins the next step'],
    [1, 2, 'const c = maybe();', 'a choice alone is a step: something must tell the ways apart'],
    [1, 4, 'atomically(() => { w.a.n = choose(2); w.a.m = choose(2); });', 'inside a section: 2 × 2'],
    [1, 1, 'const c = choose(1);', 'one way is a way'],
    [2, 1, 'w.a.n = 1; const c = choose(1);', 'and begins the next step'],
    [1, 1, 'w.a.n = choose(1);', 'as with any other number of ways'],
    [3, 2, 'for (let i: u8 = 0; i < 3; i++) { const c = maybe(); }', 'the same choice again is another step'],
  ],
};

const all = Object.values(rows).flat();
const programs = compileEach(all.map(([, , code]) => modelOf(code)));

/** Steps until thread A has finished, always taking the last way; successors of its first step. */
function run(row: Row): { steps: number; ways: number } {
  const program = programs[all.indexOf(row)];
  if (program === undefined) throw new Error('no program');
  const steps = new Steps(program);
  let state = steps.initial();
  let ways = 1;
  for (let count = 0; ; count++) {
    const found = steps.of(0, state);
    if (count === 0 && found.length > 0) ways = found.length;
    const last = found[found.length - 1];
    if (last === undefined) {
      expect(program.standing(0, state, 0)).toBe('finished');
      return { steps: count, ways };
    }
    expect(last.fault).toBeNull();
    state = last.state;
  }
}

describe.each(Object.entries(rows))('%s', (_, group) => {
  test.each(group.map((row) => [row[0], row[2], row[3], row] as const))('%i: %s  %s', (_steps, _code, _reason, row) => {
    expect(run(row)).toEqual({ steps: row[0], ways: row[1] });
  });
});

test('local code belongs to the step before it; before the first step to the initial state', () => {
  const code = 'w.a.trail = 1; w.a.n = 5; w.a.trail = 2; w.a.m = 6; w.a.trail = 3;';
  const [program] = compileEach([modelOf(code)]);
  if (program === undefined) throw new Error('no program');
  const steps = new Steps(program);
  const shown = (state: Int32Array): string =>
    ['n', 'm', 'trail']
      .flatMap((name) => program.view(state, 0).objects[0]?.fields.filter((field) => field.name === name) ?? [])
      .map(({ value }) => valueText(value))
      .join(' ');
  const [first] = steps.of(0, steps.initial());
  const [second] = first === undefined ? [] : steps.of(0, first.state);
  expect(shown(steps.initial())).toBe('0 0 1');
  expect(first && shown(first.state)).toBe('5 0 2');
  expect(second && shown(second.state)).toBe('5 6 3');
});
