// SPDX-License-Identifier: MIT
// What clearing makes one of, in numbers that can be written down, and what it must keep apart. Each program once in full, and
// once with clearing alone. That no verdict depends on it: agreement.test.ts, the random programs, and all rows of all cases.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/explore/replay.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, FULL, failureOf } from './check.ts';

const declarations = `class o { n: u8 = 0; m: u8 = 0; go: bool = false; cells: array<u8, 2> = array(2, 0) }
class item { v: u8 = 0 }
`;
const world = '() => { pool(item, 2); return { a: new o(), b: new o() }; }';

const only = { only: 'memory', reduction: true } as const;

/** States in full, and with clearing. */
function states(parts: Readonly<Record<string, string>>, judge = 'ASSERTS'): readonly [number, number] {
  const program = compileText(declarations + scenarioText({ world, ...parts }));
  const [full, cleared] = [check(program, judge, FULL), check(program, judge, only)];
  expect([full.kind, full.reduction, cleared.kind, cleared.reduction]).toEqual(['holds', 'nothing', 'holds', 'memory']);
  return [full.counts.states, cleared.counts.states];
}

describe('memory that nobody reads again', () => {
  test('is cleared after its last read', () => {
    // Start, four values of n; in full each of them twice more, after it was read and at the end. Read, it is forgotten.
    const code = '{ A(w) { w.a.n = choose(4); w.a.m = w.a.n & 0; w.a.go = true; } }';
    expect(states({ threads: code })).toEqual([1 + 4 + 4 + 4 + 4, 1 + 4 + 4 + 1 + 1]);
  });
  test('is cleared at once where nobody reads it', () => {
    expect(states({ threads: '{ A(w) { w.a.n = choose(4); w.a.m = 1; } }' })).toEqual([1 + 4 + 4, 1 + 1 + 1]);
  });
  test('is dead while the only one who reads it will write it first', () => {
    const code = '{ A(w) { w.a.n = choose(4); w.a.n = 1; w.a.m = w.a.n; } }';
    // Start, n chosen, n = 1, n read, m written.
    expect(states({ threads: code })).toEqual([1 + 4 + 1 + 1 + 1, 1 + 1 + 1 + 1 + 1]);
  });
  test('of a state at the end is what the judged property reads, and nothing else', () => {
    const parts = {
      threads: '{ A(w) { w.a.n = choose(4); w.a.m = choose(2); } }',
      always: '{ small: (w) => w.a.n < 9 }',
      atEnd: '{ few: (w) => w.a.m < 9 }',
    };
    expect(states(parts)).toEqual([1 + 4 + 8, 1 + 1 + 1]);
    expect(states(parts, 'small')).toEqual([1 + 4 + 8, 1 + 4 + 4]);
    expect(states(parts, 'few')).toEqual([1 + 4 + 8, 1 + 1 + 2]);
  });
});

describe('memory is kept', () => {
  test('for a sometimes', () => {
    const threads = '{ A(w) { w.a.n = choose(4); w.a.m = 1; } }';
    expect(states({ threads, sometimes: '{ three: (w) => w.a.n === 3 }' })).toEqual([1 + 4 + 4, 1 + 4 + 4]);
  });
  test('for another thread, a daemon and an environment that may still come to read it', () => {
    const threads = '{ A(w) { w.a.n = choose(4); w.a.m = 1; } }';
    const reads = "(w) { assert(w.a.n < 9, 'small'); }";
    // The reader has one point, before its read; a thread has finished after it, and then n is dead.
    expect(states({ threads: threads.replace(' } }', ` }, B${reads} }`) })).toEqual([9 * 2, 9 + 3]);
    expect(states({ threads, daemons: `{ B${reads} }` })).toEqual([9, 9]);
    expect(states({ threads, environment: `{ B: { steps: 1, run${reads} } }` })).toEqual([9 * 2, 9 * 2]);
  });
  test('for the next round of a daemon, also in the middle of one', () => {
    const daemons = "{ B(w) { assert(w.a.n < 9, 'small'); w.b.m = 1; } }";
    // n is 0, or chosen; B stands before its read or behind it; in full b.m says whether it has been round.
    expect(states({ threads: '{ A(w) { w.a.n = choose(4); } }', daemons })).toEqual([5 * 2 * 2, 5 * 2]);
  });
  test('where another thread waits for it', () => {
    const waits = '{ A(w) { w.a.n = choose(4); w.a.n = 4; }, B(w) { waitUntil(() => w.a.n === 4); } }';
    // n of 0 to 3 between the writes; B goes on when it is 4, and then nobody reads it.
    expect(states({ threads: waits })).toEqual([1 + 4 + 1 + 1, 1 + 4 + 1 + 1]);
  });
  test('where it is read through a reference or an index, and a write through one is no write of this one', () => {
    const both = 'const p = choose(2) === 0 ? w.a : w.b;';
    const reads = `{ A(w) { w.a.n = choose(3); w.b.m = 1; ${both} w.b.m = p.n & 0; } }`;
    // What is read is n, or 0 from the other one: in full 5 pairs with n. In the end n and m are left, and m is 0.
    expect(states({ threads: reads })).toEqual([1 + 3 + 3 + 5 + 3, 1 + 3 + 3 + 3 + 1]);
    const writes = `{ A(w) { w.a.n = choose(3); ${both} p.n = 7; w.a.m = w.a.n & 0; } }`;
    // After the write, n is 7, or still one of three; so it is when it has been read, and in the end.
    expect(states({ threads: writes })).toEqual([1 + 3 + 4 + 4 + 4, 1 + 3 + 4 + 4 + 1]);
    const cells = '{ A(w) { w.a.cells[0] = choose(3); const i = choose(2); w.a.m = w.a.cells[i] & 0; } }';
    expect(states({ threads: cells })).toEqual([1 + 3 + 5 + 3, 1 + 3 + 3 + 1]);
  });
});

test('a story is told of the program, with all its memory', () => {
  const threads = "{ A(w) { w.a.n = choose(4); w.a.m = 1; assert(w.a.m === 0, 'never'); } }";
  const program = compileText(declarations + scenarioText({ world, threads }));
  const { trace } = failureOf(check(program, 'ASSERTS', { ...only, shortestStates: 0 }));
  if (trace === null) throw new Error('no trace');
  // n = 0 was found first; any other choice leads to the same cleared state, and to another one of the program.
  const other = replay(program, {
    ...trace,
    steps: trace.steps.map((step, i) => (i === 0 ? { ...step, path: 3 } : step)),
  });
  expect(other.problem).toBe(null);
  const n = program.view(other.last, 0).objects[0]?.fields.find(({ name }) => name === 'n');
  expect(n?.value).toEqual({ kind: 'int', value: 3 });
  expect(replay(program, trace).steps.at(-1)?.fault?.message).toBe('never');
});

test('outcomes, endless runs and random walks are searched with all memory', () => {
  const parts = {
    threads: '{ A(w) { w.a.n = choose(4); w.a.m = 1; } }',
    leadsTo: '{ ends: [(w) => w.a.n === 3, (w) => w.a.m === 1] }',
  };
  const program = compileText(declarations + scenarioText({ world, ...parts }));
  const sought = { message: '', is: () => false };
  expect(check(program, 'SAME-OUTCOMES', only, sought)).toMatchObject({ reduction: 'nothing', counts: { states: 9 } });
  for (const judge of ['NO-LIVELOCK', 'ends'])
    expect(check(program, judge, only)).toMatchObject({ reduction: 'nothing', counts: { states: 9 } });
  expect(check(program, 'ASSERTS', { ...only, order: 'random-walk', maxStates: 100 }).reduction).toBe('nothing');
});

test('a write through a reference that may name another object kills nothing: a wrong mask would make this hold', () => {
  const which = 'const p = choose(2) === 0 ? w.a : w.b;';
  const threads = `{ A(w) { w.a.n = choose(3); ${which} p.n = 0; assert(w.a.n !== 2, 'still there'); } }`;
  const program = compileText(declarations + scenarioText({ world, threads }));
  for (const options of [FULL, only, {}])
    expect(failureOf(check(program, 'ASSERTS', options)).message).toBe('still there');
});
