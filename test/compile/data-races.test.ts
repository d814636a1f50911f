// SPDX-License-Identifier: MIT
// Which accesses race, by definition (docs/memory.md), under sc, tso and weak; and how a race is told.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { MemoryModel, Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';
import { timeline } from '../../src/report/timeline.ts';
import { storyOf } from '../../src/report/told.ts';
import { onlyScenario } from '../lang/model.ts';

/** @param threads by name, or by their order: of `CPU0`, `CPU1`, … */
function programOf(
  threads: readonly string[],
  memory: MemoryModel,
  names?: readonly string[],
  compiler = false,
): Program {
  const bodies = threads.map((body, t) => `'${names?.[t] ?? `CPU${t}`}'(w) {\n${body}\n}`);
  const source = `
    import { atomically, array, type bool, READ_ONCE, rcu_assign_pointer, rcu_dereference, scenario, smp_load_acquire, smp_mb,
      smp_rmb, smp_store_release, smp_wmb, type u8, waitUntil, WRITE_ONCE } from 'faultline';
    type pair = { readonly a: u8; readonly b: u8 };
    class cell { n: u8 = 0; cells: array<u8, 2> = array(2, 0); both: pair = { a: 0, b: 0 }; }
    class pointer { to: cell | null = null; }
    class lock { held: bool = false; }
    function spin_lock(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }, 'lock'); }
    function spin_unlock(l: lock): void { smp_store_release(l.held, false); }
    function take(c: cell): u8 { return c.n; }
    export default scenario({
      title: 'race',
      world() { return { x: new cell(), y: new cell(), z: new cell(), p: new pointer(), l: new lock() }; },
      threads: { ${bodies.join(',\n')} },
      sometimes: { begun: () => true },
    });`;
  const { tree, scenario } = onlyScenario(source);
  return compile(tree, { scenario, layers: [], judgeWarnings: false, memory, compiler });
}

const judged = (program: Program, reduction = true): Verdict =>
  toEnd(explore(program, { ...DEFAULTS, now: () => 0, judge: 'NO-DATA-RACE', reduction }));

function failureOf(program: Program): Failure {
  const verdict = judged(program);
  if (verdict.kind !== 'fails') throw new Error(`it ${verdict.kind}`);
  return verdict.failure;
}

const all = (answer: string): readonly [string, string, string] => [answer, answer, answer];
const W = 'WRITE_ONCE(w.x.n, 1);';
const R = 'const r = READ_ONCE(w.x.n);';
const locked = (...body: readonly string[]): string => `spin_lock(w.l); ${body.join(' ')} spin_unlock(w.l);`;

/** Name, threads, and what is said under sc, tso and weak. */
const shapes: readonly (readonly [string, readonly string[], readonly [string, string, string]])[] = [
  ['two plain writes', ['w.x.n = 1;', 'w.x.n = 2;'], all('fails')],
  ['a plain write and a plain read', ['w.x.n = 1;', 'const r = w.x.n;'], all('fails')],
  ['a plain write and a marked read', ['w.x.n = 1;', R], all('fails')],
  ['a marked write and a plain read', [W, 'const r = w.x.n;'], all('fails')],
  ['a marked write and a marked read', [W, R], all('holds')],
  ['two marked writes', [W, W], all('holds')],
  [
    'two plain reads, of what a third thread has written',
    ['const r = w.x.n;', 'const r = w.x.n;', 'w.y.n = 1;'],
    all('holds'),
  ],
  ['a plain increment', ['w.x.n++;', 'w.x.n++;'], all('fails')],
  [
    'an increment in one step',
    ["atomically(() => { w.x.n++; }, 'relaxed');", "atomically(() => { w.x.n++; }, 'relaxed');"],
    all('holds'),
  ],
  ['a section and a plain write', ["atomically(() => { w.x.n++; }, 'relaxed');", 'w.x.n = 4;'], all('fails')],
  ['a wait and a plain write', ['waitUntil(() => w.x.n === 1);', 'w.x.n = 1;'], all('fails')],
  ['a wait and a marked write', ['waitUntil(() => w.x.n === 1);', W], all('holds')],
  // Who waits for the lock looks at it again and again, also while nobody can take it.
  ['a lock that is given back by a plain write', [`spin_lock(w.l); w.l.held = false;`, locked('')], all('fails')],
  ['two plain writes under a lock', [locked('w.x.n = 1;'), locked('w.x.n = 2;')], all('holds')],
  ['one of them outside', [locked('w.x.n = 1;'), 'w.x.n = 2;'], all('fails')],
  ['read-modify-write under a lock', [locked('w.x.n++;'), locked('w.x.n++;'), locked('w.x.n++;')], all('holds')],
  ['two elements of an array', ['w.x.cells[0] = 1;', 'w.x.cells[1] = 1;'], all('holds')],
  [
    'elements that a run computes',
    ['w.x.cells[0] = 1;', 'w.x.cells[1 - READ_ONCE(w.y.n)] = 1;', 'WRITE_ONCE(w.y.n, 1);'],
    all('fails'),
  ],
  [
    'elements that a run computes, and never meets',
    ['w.x.cells[0] = 1;', 'w.x.cells[1 - READ_ONCE(w.y.n)] = 1;', 'WRITE_ONCE(w.y.n, 0);'],
    all('holds'),
  ],
  ['a record is one place', ['w.x.both = { a: 1, b: 0 };', 'const r = w.x.both.b;'], all('fails')],
  ['fields of one object', ['w.x.n = 1;', 'w.x.cells[0] = 1;'], all('holds')],
  // Message passing. Without an order between the two writes, or the two reads, the plain one may be missed.
  [
    'a flag in between, marked',
    [`w.x.n = 1; WRITE_ONCE(w.y.n, 1);`, `if (READ_ONCE(w.y.n) === 1) { const r = w.x.n; }`],
    ['holds', 'holds', 'fails'],
  ],
  [
    'a flag with a release alone',
    [`w.x.n = 1; smp_store_release(w.y.n, 1);`, `if (READ_ONCE(w.y.n) === 1) { const r = w.x.n; }`],
    ['holds', 'holds', 'fails'],
  ],
  [
    'a flag with an acquire alone',
    [`w.x.n = 1; WRITE_ONCE(w.y.n, 1);`, `if (smp_load_acquire(w.y.n) === 1) { const r = w.x.n; }`],
    ['holds', 'holds', 'fails'],
  ],
  [
    'a flag with both',
    [`w.x.n = 1; smp_store_release(w.y.n, 1);`, `if (smp_load_acquire(w.y.n) === 1) { const r = w.x.n; }`],
    all('holds'),
  ],
  [
    'a flag with two barriers',
    [`w.x.n = 1; smp_wmb(); WRITE_ONCE(w.y.n, 1);`, `if (READ_ONCE(w.y.n) === 1) { smp_rmb(); const r = w.x.n; }`],
    all('holds'),
  ],
  // A branch orders writes behind it.
  [
    'a flag, and a write behind it',
    [`w.x.n = 1; smp_store_release(w.y.n, 1);`, `if (READ_ONCE(w.y.n) === 1) w.x.n = 2;`],
    all('holds'),
  ],
  // An address orders what is read through it.
  [
    'a published object',
    [
      `w.x.n = 1; rcu_assign_pointer(w.p.to, w.x);`,
      `const q = rcu_dereference(w.p.to); if (q !== null) { const r = q.n; }`,
    ],
    all('holds'),
  ],
  [
    'a published object, read by another name',
    [
      `w.x.n = 1; rcu_assign_pointer(w.p.to, w.x);`,
      `const q = rcu_dereference(w.p.to); if (q !== null) { const r = w.x.n; }`,
    ],
    ['holds', 'holds', 'fails'],
  ],
  // A read, and a write that comes behind it.
  [
    'a reader is done before the writer',
    [`const r = w.x.n; smp_store_release(w.y.n, 1);`, `if (smp_load_acquire(w.y.n) === 1) w.x.n = 1;`],
    all('holds'),
  ],
  // Each keeps the other out, if it sees his flag.
  [
    'flags of two that keep each other out',
    [
      'WRITE_ONCE(w.x.n, 1); if (READ_ONCE(w.y.n) === 0) w.z.n = 1;',
      'WRITE_ONCE(w.y.n, 1); if (READ_ONCE(w.x.n) === 0) w.z.n = 2;',
    ],
    ['holds', 'fails', 'fails'],
  ],
  [
    'the same with full barriers',
    [
      'WRITE_ONCE(w.x.n, 1); smp_mb(); if (READ_ONCE(w.y.n) === 0) w.z.n = 1;',
      'WRITE_ONCE(w.y.n, 1); smp_mb(); if (READ_ONCE(w.x.n) === 0) w.z.n = 2;',
    ],
    all('holds'),
  ],
  // What was ordered behind the one is not ordered behind the other.
  [
    'two writers, and a flag of one of them',
    [
      `w.x.n = 1; smp_store_release(w.y.n, 1);`,
      `if (smp_load_acquire(w.y.n) === 1) { const r = w.x.n; }`,
      'WRITE_ONCE(w.x.n, 2);',
    ],
    all('fails'),
  ],
  [
    'through a third thread',
    [
      `w.x.n = 1; smp_store_release(w.y.n, 1);`,
      `if (smp_load_acquire(w.y.n) === 1) smp_store_release(w.z.n, 1);`,
      `if (smp_load_acquire(w.z.n) === 1) { const r = w.x.n; }`,
    ],
    all('holds'),
  ],
];

describe('NO-DATA-RACE', () => {
  test.each(shapes)('%s', (_, threads, expected) => {
    const found = (['sc', 'tso', 'weak'] as const).map((memory) => judged(programOf(threads, memory)).kind);
    expect(found).toEqual(expected);
  });

  test('the reduction changes no verdict', () => {
    for (const [name, threads, [sc]] of shapes)
      expect([name, judged(programOf(threads, 'sc'), false).kind]).toEqual([name, sc]);
  });

  test('threads of one CPU do not race', () => {
    const threads = ['w.x.n = 1;', 'w.x.n = 2;'];
    for (const memory of ['sc', 'tso', 'weak'] as const) {
      expect(judged(programOf(threads, memory, ['CPU0 task', 'CPU0 irq'])).kind).toBe('holds');
      expect(judged(programOf(threads, memory, ['CPU0 task', 'CPU1 irq'])).kind).toBe('fails');
    }
  });
});

describe('a race is told', () => {
  test('by both accesses, with the calls around them', () => {
    const failure = failureOf(programOf(['w.x.n = 1;', 'const r = take(w.x);'], 'sc'));
    expect(failure.message).toBe('data race in CPU0 / take, for x.n');
    const calls = failure.race?.accesses.map(({ thread, write, plain, step, stack }) => ({
      thread,
      write,
      plain,
      step,
      stack: stack.map((frame) => `${frame.function}:${frame.place.line}`),
    }));
    expect(calls).toEqual([
      { thread: 'CPU0', write: true, plain: true, step: null, stack: ['CPU0:15'] },
      { thread: 'CPU1', write: false, plain: true, step: null, stack: ['take:10', 'CPU1:18'] },
    ]);
  });

  test('in the columns and below them, also where the write was long ago', () => {
    const program = programOf(
      ['w.x.n = 1; WRITE_ONCE(w.y.n, 1);', 'if (READ_ONCE(w.y.n) === 1) { const r = take(w.x); }'],
      'weak',
    );
    const story = storyOf(program, failureOf(program));
    if (story === null) throw new Error('no story');
    expect(timeline(story, { full: false, free: false })).toEqual([
      '  CPU0                      CPU1',
      '  ──────────────────────────────────────────────────────────────────────',
      '  x.n 0 → 1',
      '  y.n 0 → 1',
      '                            reads y.n 1',
      '                            take(x)  ✗ reads x.n',
      '  ✗ data race in CPU0 / take, for x.n',
      '      write to x.n by CPU0:',
      '        CPU0  m.ts:15',
      '      read of x.n by CPU1:',
      '        take(x)  m.ts:10',
      '        CPU1  m.ts:18',
    ]);
  });

  test('with what is marked', () => {
    const program = programOf(['w.x.n = 1;', 'const r = READ_ONCE(w.x.n);'], 'sc');
    const story = storyOf(program, failureOf(program));
    if (story === null) throw new Error('no story');
    expect(timeline(story, { full: false, free: false }).slice(-5)).toEqual([
      '  ✗ data race in CPU0 / CPU1, for x.n',
      '      write to x.n by CPU0:',
      '        CPU0  m.ts:15',
      '      read of x.n (marked) by CPU1:',
      '        CPU1  m.ts:18',
    ]);
  });
});

/** Nobody was found who had made the write: the code has it elsewhere. */
test('a write that a compiler has moved is missed where it has put it', () => {
  const looks = 'const r = READ_ONCE(w.y.cells[0]); const q = READ_ONCE(w.y.cells[0]);';
  const program = programOf([`${looks} w.x.n = 1;`, `${R} WRITE_ONCE(w.y.cells[0], 1);`], 'weak', undefined, true);
  const { race } = failureOf(program);
  expect(race?.accesses.map(({ thread, write, plain, step }) => [thread, write, plain, step])).toEqual([
    ['CPU0', true, true, 0],
    ['CPU1', false, false, null],
  ]);
});
