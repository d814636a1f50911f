// SPDX-License-Identifier: MIT
// The interpreter that the compiler is compared with must itself be right: small programs whose outcomes are written
// down by hand, or known since long.

import { describe, expect, test } from 'vitest';
import { interpret, type Reached } from './interpret.ts';
import { parseText, scenarioText } from './model.ts';

const declarations = `class o { n: u8 = 0; m: u8 = 0; next: o | null = null }
class item { v: u8 = 1 }
class lock { held: bool = false }
function acquire(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }); }
function release(l: lock): void { l.held = false; }
`;
const world = '() => { pool(item, 1); return { a: new o(), x: new lock(), y: new lock() }; }';

function run(threads: string, more: Readonly<Record<string, string>> = {}): Reached {
  const { tree, scenario } = parseText(declarations + scenarioText({ world, threads, ...more }));
  return interpret(tree, { scenario, layers: [], limit: 5000 });
}

/** Values of `n m` of the first object in the states in which nothing can run any more. */
function ends({ stuck }: Reached): readonly string[] {
  const found = [...stuck].map((snapshot) => /n=(\d+),m=(\d+)/.exec(snapshot)?.slice(1).join(' ') ?? '');
  return [...new Set(found)].sort();
}

describe('outcomes', () => {
  const increment = '(w) { const n = w.a.n; w.a.n = n + 1; }';
  test('two increments: one may be lost', () => {
    expect(ends(run(`{ A${increment}, B${increment} }`))).toEqual(['1 0', '2 0']);
  });
  test('three increments: all but one may be', () => {
    expect(ends(run(`{ A${increment}, B${increment}, C${increment} }`))).toEqual(['1 0', '2 0', '3 0']);
  });
  test('under a lock none is', () => {
    const locked = '(w) { acquire(w.x); const n = w.a.n; w.a.n = n + 1; release(w.x); }';
    expect(ends(run(`{ A${locked}, B${locked} }`))).toEqual(['2 0']);
  });
  test('store, then load, on both sides: one of them sees the other (memory is sequentially consistent)', () => {
    const result = run(
      '{ A(w) { w.a.n = 1; const r = w.a.m; w.x.held = r === 0; }, B(w) { w.a.m = 1; const r = w.a.n; w.y.held = r === 0; } }',
    );
    const both = [...result.stuck].filter((snapshot) => snapshot.split('held=true').length === 3);
    expect(result.stuck.size).toBe(3);
    expect(both).toEqual([]);
  });
  test('every way of a choice, inside a step and before one', () => {
    expect(ends(run('{ A(w) { w.a.n = choose(3); atomically(() => { w.a.m = choose(2); }); } }')).length).toBe(6);
  });
  test('a thread sees another in the middle of what is no section', () => {
    const writer = 'A(w) { w.a.n = 1; w.a.n = 0; }';
    const reader = 'B(w) { w.a.m = w.a.n; }';
    expect(ends(run(`{ ${writer}, ${reader} }`))).toEqual(['0 0', '0 1']);
    const section = 'A(w) { atomically(() => { w.a.n = 1; w.a.n = 0; }); }';
    expect(ends(run(`{ ${section}, ${reader} }`))).toEqual(['0 0']);
  });
});

describe('what stops a run', () => {
  test('two locks in opposite orders: a deadlock, beside the end', () => {
    const one = 'A(w) { acquire(w.x); acquire(w.y); release(w.y); release(w.x); }';
    const other = 'B(w) { acquire(w.y); acquire(w.x); release(w.x); release(w.y); }';
    const same = one.replace('A(w)', 'B(w)');
    const finished = (threads: string): readonly string[] =>
      [...run(threads).stuck].map((snapshot) => snapshot.slice(-2)).sort();
    expect(finished(`{ ${one}, ${other} }`)).toEqual(['--', 'xx']);
    expect(finished(`{ ${one}, ${same} }`)).toEqual(['xx']);
  });
  test('violations, by kind and line', () => {
    /** `kind line`, where the first line of the code is 1. */
    const faults = (code: string): readonly string[] => {
      const before = scenarioText({ world, threads: 'HERE' }).split('HERE')[0] ?? '';
      // The import, the declarations, the scenario up to `threads`, and two lines of thread A.
      const first = 1 + (declarations + before).split('\n').length + 2;
      const others = 'w.a.next = null; w.a.n = 0; w.a.m = 0;';
      const { faults: found } = run(`{\nA(w) {\n${code}\n}, B(w) { ${others} } }`);
      return [...found].map((text) => text.replace(/\d+/, (line) => String(Number(line) - first + 1))).sort();
    };
    expect(faults('w.a.n = w.a.m + 255;\nw.a.n++;')).toEqual(['range 2']);
    expect(faults('w.a.next!.n = 1;')).toEqual(['null 1']);
    expect(faults("assert(w.a.n === 1,\n'why');")).toEqual(['assert 1']);
    expect(faults('const it = alloc(item);\nfree(it);\nit.v = 1;')).toEqual(['freed 3']);
    expect(faults('const it = alloc(item);\nconst that = alloc(item);')).toEqual(['pool 2']);
    expect(faults('const x = 1 / w.a.n;')).toEqual(['range 1']);
  });
});

describe('daemons and environments', () => {
  test('a daemon goes round; the run is stuck where it waits', () => {
    const result = run('{ A(w) { w.a.n = 1; } }', {
      daemons: '{ D(w) { waitUntil(() => w.a.n === 1); w.a.n = 2; w.a.m = 7; } }',
    });
    expect(ends(result)).toEqual(['2 7']);
  });
  test('a budget of three steps is enough for one activity of two steps and for the second to begin and end', () => {
    const result = run('{ A(w) { const n = w.a.n; } }', {
      environment: '{ E: { steps: 3, run(w) { w.a.n ^= 0; w.a.m++; } } }',
    });
    // Each activity: n read, n written, m read, m written. The third step is in the middle of the first.
    expect(ends(result)).toEqual(['0 1']);
  });
});
