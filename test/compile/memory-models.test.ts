// SPDX-License-Identifier: MIT
// The classic shapes of weak memory, with every barrier: what ends runs can come to under sc, tso and weak. The verdicts are those of
// x86-TSO and of the kernel's memory model without load buffering; the numbers are final states, of all registers.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { replay } from '../../src/explore/replay.ts';
import type { MemoryModel, ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';
import { valueText } from '../../src/report/values.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';
import { type Shape, shapes } from './memory-shapes.ts';

/** Each thread as statements over x, y, z and registers `r0 = …`; returns the final states as text. */
function readShape(threads: Shape): { readonly tree: Tree; readonly scenario: ScenarioDeclaration } {
  const registers = threads.flatMap((body, t) =>
    [...body.matchAll(/\b(r\d)\b(?= = )/g)].map(([name]) => ({
      name: `t${t}_${name}`,
      thread: t,
      register: `${name}`,
    })),
  );
  const bodies = threads.map((body, t) => {
    const own = registers.filter(({ thread }) => thread === t);
    const text = body.replace(/\b(r\d) = /g, 'const $1 = ').replace(/(?<!\.)\b([xyz])\b/g, 'w.$1.n');
    const kept = own.map(({ name, register }) => `w.out.${name} = ${register};`).join(' ');
    return `'CPU${t}'(w) { ${text} ${kept} }`;
  });
  const source = `
    import { atomically, type bool, type ghost, type i32, READ_ONCE, rcu_assign_pointer, rcu_dereference, scenario, smp_load_acquire,
      smp_mb, smp_rmb, smp_store_mb, smp_store_release, smp_wmb, waitUntil, WRITE_ONCE } from 'faultline';
    class cell { n: i32 = 0; }
    class pointer { constructor(public of: cell) {} }
    class lock { held: bool = false; }
    class out { never: ghost<i32> = 0; ${registers.map(({ name }) => `${name}: ghost<i32> = 0;`).join(' ')} }
    function spin_lock(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }, 'lock'); }
    function spin_unlock(l: lock): void { smp_store_release(l.held, false); }
    function xchg(c: cell, v: i32): i32 { return atomically(() => { const old = c.n; c.n = v; return old; }, 'full'); }
    function xchg_relaxed(c: cell, v: i32): i32 { return atomically(() => { const old = c.n; c.n = v; return old; }, 'relaxed'); }
    export default scenario({
      title: 'shape',
      world() {
        const x = new cell(); const y = new cell(); const z = new cell();
        return { x, y, z, q: new pointer(x), l: new lock(), out: new out() };
      },
      threads: { ${bodies.join(',\n')} },
      sometimes: { begun: () => true },
      outcomes: {
        ${registers.map(({ name }) => `'${name}': (w) => w.out.${name},`).join('\n')}
        x: (w) => w.x.n, y: (w) => w.y.n, z: (w) => w.z.n,
      },
    });`;
  return onlyScenario(source);
}

function finals({ tree, scenario }: ReturnType<typeof readShape>, model: MemoryModel): ReadonlySet<string> {
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: model });
  const search = finalStates(program, { ...DEFAULTS, now: () => 0 });
  for (;;) {
    const next = search.next(undefined);
    if (next.done !== true) continue;
    const { states, verdict } = next.value;
    expect(verdict.kind).toBe('holds');
    return new Set(
      states.map((values) => program.outcomes.map(({ name }, i) => `${name.replace('_', ':')}=${values[i]}`).join(' ')),
    );
  }
}

function answer(shape: ReturnType<typeof readShape>, asked: string, model: MemoryModel): string {
  const all = [...finals(shape, model)];
  const wanted = asked.split(' ');
  const shown = all.filter((one) => wanted.every((part) => one.split(' ').includes(part)));
  return `${shown.length > 0 ? 'Sometimes' : 'Never'} ${all.length}`;
}

describe.each(shapes)('%s', (_name, threads, asked, sc, tso, weak) => {
  test('under sc, tso and weak', () => {
    const shape = readShape(threads);
    expect([answer(shape, asked, 'sc'), answer(shape, asked, 'tso'), answer(shape, asked, 'weak')]).toEqual([
      sc,
      tso,
      weak,
    ]);
  });
});

test('an interrupt may stand between an operation and the barrier behind it, also where there are two CPUs', () => {
  const other =
    '{ const q = READ_ONCE(w.c.y); smp_mb(); const s = READ_ONCE(w.c.x); assert(q === 0 || s === 1, "late"); }';
  const { tree, scenario } = onlyScenario(`
    import { assert, READ_ONCE, scenario, smp_mb, type u8, WRITE_ONCE, xchg } from 'faultline';
    class cell { x: u8 = 0; y: u8 = 0; }
    export default scenario({
      title: 'between', world: () => ({ c: new cell() }),
      threads: {
        'CPU0 task'(w) { xchg(w.c.x, 1); },
        'CPU0 irq'(w) { const r = READ_ONCE(w.c.x); WRITE_ONCE(w.c.y, r); },
        'CPU1'(w) ${other},
      },
      sometimes: { seen: (w) => w.c.y === 1 },
      claims: [],
    });`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' });
  expect(check(program, 'ASSERTS').kind).toBe('fails');
});

/** A locked instruction that came behind a store of its own step waited for that to leave the buffer, which nobody could do: the step was never taken. */
test.each([
  ["w.c.x = 1; atomically(() => { w.c.y = 1; }, 'full'); w.c.z = 1;", 'local'],
  ["w.c.x = 1; atomically(() => { w.c.y = 1; }, 'local'); w.c.z = 1;", 'full'],
  ['w.c.x = 1; w.c.y = 1; smp_mb(); w.c.x = 1; w.c.z = 1;', 'local'],
  ["w.c.x = 2; atomically('full', w.d, () => { w.c.y = 1; }); w.c.x = 1; w.c.z = 1;", 'local'],
])('under tso, %s in a section that is %s', (body, order) => {
  const { tree, scenario } = onlyScenario(`
    import { atomically, type i32, scenario, smp_mb } from 'faultline';
    class cell { x: i32 = 0; y: i32 = 0; z: i32 = 0; before: i32 = 0; }
    export default scenario({
      title: 'a step of several sections',
      world() { return { c: new cell(), d: new cell() }; },
      threads: { CPU0(w) { w.c.before = 1; atomically(() => { ${body} }, '${order}'); } },
      always: { before: (w) => w.c.y === 0 || (w.c.before === 1 && w.c.x !== 0) },
      atEnd: { all: (w) => w.c.x === 1 && w.c.y === 1 && w.c.z === 1 },
      sometimes: { buffered: (w) => w.c.before === 0 },
      claims: [],
    });`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'tso' });
  expect(['NO-DEADLOCK', 'before', 'all'].map((name) => check(program, name).kind)).toEqual([
    'holds',
    'holds',
    'holds',
  ]);
});

test.each([
  ['of one number', 'x: u8 = 0', 'w.c.x = 1; w.c.x = 2;', 'READ_ONCE(w.c.x) !== 1'],
  [
    'of a record',
    'x: pair = { a: 0, b: 0 }',
    'w.c.x = { a: 1, b: 1 }; w.c.x = { a: 2, b: 2 };',
    'READ_ONCE(w.c.x).b !== 1',
  ],
  ['with a read between', 'x: u8 = 0', 'w.c.x = w.c.x + 1; w.c.x = w.c.x + 1;', 'READ_ONCE(w.c.x) !== 1'],
])('each store of a section that is local can be seen, %s, and nothing else', (_name, field, stores, unseen) => {
  const seen = (memory: MemoryModel, order: string): string => {
    const { tree, scenario } = onlyScenario(`
      import { assert, atomically, READ_ONCE, scenario, type u8 } from 'faultline';
      type pair = { readonly a: u8; readonly b: u8 };
      class cell { ${field}; y: pair = { a: 0, b: 0 }; }
      export default scenario({
        title: 'two stores to one field', world: () => ({ c: new cell() }),
        threads: {
          CPU0(w) { atomically(() => { ${stores} }, '${order}'); w.c.y = { a: 1, b: 2 }; },
          CPU1(w) { assert(${unseen}, 'seen'); const y = w.c.y; assert(y.a * 2 === y.b, 'torn'); },
        },
        sometimes: { seen: (w) => w.c.y.b === 2 },
        claims: [],
      });`);
    const verdict = check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory }), 'ASSERTS');
    return verdict.kind === 'fails' ? verdict.failure.message : verdict.kind;
  };
  const all = (['tso', 'weak'] as const).flatMap((memory) => ['local', 'relaxed'].map((order) => seen(memory, order)));
  expect(all).toEqual(['seen', 'holds', 'seen', 'holds']);
});

test.each(['sc', 'tso', 'weak'] as const)('what a section writes twice is told as it comes, under %s', (memory) => {
  const { tree, scenario } = onlyScenario(`
    import { atomically, scenario, type u8 } from 'faultline';
    type pair = { readonly a: u8; readonly b: u8 };
    class cell { n: u8 = 0; p: pair = { a: 0, b: 0 }; }
    export default scenario({
      title: 'two stores to one field', world: () => ({ c: new cell() }),
      threads: {
        CPU0(w) { atomically(() => { w.c.n++; w.c.p = { a: 1, b: 2 }; w.c.n++; w.c.p = { a: 3, b: 2 }; }, 'relaxed'); },
        CPU1(w) { w.c.n = 3; w.c.p = { a: 0, b: 0 }; },
      },
      sometimes: { seen: () => true },
      claims: [],
    });`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  const { events } = program.narrate(0, program.initial, 0, 0);
  const told = events.flatMap((one) =>
    one.kind === 'write' ? `${valueText(one.before)} → ${valueText(one.value)}` : [],
  );
  expect(told).toEqual(['0 → 1', '{a: 0, b: 0} → {a: 1, b: 2}', '1 → 2', '{a: 1, b: 2} → {a: 3, b: 2}']);
});

/** An old value would always let it step: one run looks at what is newest first. */
describe.each(['sc', 'tso', 'weak'] as const)('what is waited for is over before anybody looks, under %s', (memory) => {
  const asked = (rest: string) => {
    const { tree, scenario } = onlyScenario(`
      import { type i32, scenario, waitUntil } from 'faultline';
      class cell { x: i32 = 0; ran: i32 = 0; }
      export default scenario({
        title: 'a moment', world() { return { c: new cell() }; },
        ${rest}
        sometimes: { seen: (w) => w.c.ran === 1 },
        claims: [],
      });`);
    return compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  };
  const moment = 'CPU0(w) { w.c.x = 1; w.c.x = 0; }';
  const waiter = 'CPU1(w) { waitUntil(() => w.c.x === 1); w.c.ran = 1; waitUntil(() => w.c.x === 0); }';

  test.each([true, false])('a thread waits for ever (reduction: %s)', (reduction) => {
    const program = asked(`threads: { ${moment}, ${waiter} },`);
    const verdict = check(program, 'NO-DEADLOCK', { reduction });
    expect(verdict.kind === 'fails' && verdict.failure.kind).toBe('deadlock');
  });

  test.each([true, false])('a daemon never begins (reduction: %s)', (reduction) => {
    const program = asked(`threads: { ${moment} }, daemons: { ${waiter} }, atEnd: { ran: (w) => w.c.ran === 1 },`);
    const verdict = check(program, 'ran', { reduction });
    expect(verdict.kind === 'fails' && verdict.failure.kind).toBe('atEnd');
  });
});

/** Behind a barrier that its body begins with, a daemon was taken for one in the middle of something, and no run came to its end. */
test.each([
  ['smp_mb(); waitUntil(() => w.c.x === 1); w.c.ran = 1; w.c.x = 0;', 'tso'],
  ['smp_mb(); waitUntil(() => w.c.x === 1); w.c.ran = 1; w.c.x = 0;', 'weak'],
  ["atomically(() => { waitUntil(() => w.c.x === 1); w.c.ran = 1; w.c.x = 0; }, 'full');", 'weak'],
] as const)('behind a barrier at its top a daemon is at its top: %s, %s', (body, memory) => {
  const { tree, scenario } = onlyScenario(`
    import { atomically, type i32, scenario, smp_mb, waitUntil } from 'faultline';
    class cell { x: i32 = 0; ran: i32 = 0; }
    export default scenario({
      title: 'a top', world() { return { c: new cell() }; },
      threads: { CPU0(w) { w.c.x = 1; }, CPU1(w) { waitUntil(() => w.c.ran === 1); } },
      daemons: { CPU2(w) { ${body} } },
      atEnd: { ran: (w) => w.c.ran === 1 && w.c.x === 0 },
      sometimes: { seen: (w) => w.c.ran === 1 },
      claims: [],
    });`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  expect(check(program, 'ran').kind).toBe('holds');
});

test.each(['sc', 'tso', 'weak'] as const)(
  'a budget of four steps is two rounds of two, with barriers between them: %s',
  (memory) => {
    const { tree, scenario } = onlyScenario(`
    import { type i32, scenario, smp_mb } from 'faultline';
    class cell { x: i32 = 0; y: i32 = 0; }
    export default scenario({
      title: 'a budget', world() { return { c: new cell() }; },
      threads: { CPU0(w) { w.c.y = 0; } },
      environment: { CPU1: { steps: 4, run(w) { smp_mb(); const x = w.c.x; smp_mb(); w.c.x = x + 1; smp_mb(); } } },
      always: { few: (w) => w.c.x < 3 },
      sometimes: { two: (w) => w.c.x === 2 },
      claims: [],
    });`);
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
    expect(check(program, 'few').kind).toBe('holds');
  },
);

/** What stood behind a barrier, and was no touch, made it cost one of the budget under weak, and to tell such a run ended in an error. */
test.each(['sc', 'tso', 'weak'] as const)(
  'what costs nothing costs nothing behind a barrier, and is told: %s',
  (memory) => {
    const { tree, scenario } = onlyScenario(`
    import { type ghost, type i32, scenario, smp_mb, smp_wmb, waitUntil } from 'faultline';
    class cell { x: i32 = 0; rounds: ghost<i32> = 0; }
    export default scenario({
      title: 'a budget', world() { return { c: new cell() }; },
      threads: { CPU0(w) { w.c.x = 1; } },
      environment: { CPU1: { steps: 2, run(w) { smp_mb(); waitUntil(() => w.c.x === 0); smp_wmb(); w.c.rounds++; } } },
      always: { 'not two': (w) => w.c.rounds < 2, 'not three': (w) => w.c.rounds < 3 },
      sometimes: { one: (w) => w.c.rounds === 1 },
      claims: [],
    });`);
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
    expect(check(program, 'not three').kind).toBe('holds');
    const verdict = check(program, 'not two');
    const trace = verdict.kind === 'fails' ? verdict.failure.trace : null;
    expect(trace === null ? null : replay(program, trace).problem).toBe(null);
    expect(trace).not.toBe(null);
  },
);

/** What a body waits for before each step was taken for a touch beside a barrier: it cost one of the budget, so that what takes two rounds
 *  held, and a daemon behind it was no longer at its top. A body that ends with a barrier never came to its end. */
describe.each(['sc', 'tso', 'weak'] as const)('a barrier of a body with when is no step: %s', (memory) => {
  const asked = (parts: string): Program => {
    const { tree, scenario } = onlyScenario(`
    import { type bool, type i32, type instant, scenario, smp_mb, smp_wmb, waitUntil } from 'faultline';
    class cell { x: i32 = 0; y: i32 = 0; off: instant<bool> = false; }
    export default scenario({
      title: 'barriers', world() { return { c: new cell() }; },
      ${parts}
      always: { few: (w) => w.c.x < 3, fewer: (w) => w.c.x < 2 },
      atEnd: { still: (w) => w.c.x === 0 },
      sometimes: { begins: (w) => w.c.x === 0 },
      claims: [],
    });`);
    return compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  };
  const off = 'CPU0(w) { w.c.off = true; w.c.y = 1; w.c.off = false; }';
  const forGood = 'CPU0(w) { waitUntil(() => w.c.x === 1); w.c.off = true; }';
  const when = 'when: (w) => !w.c.off';

  test('it costs nothing of a budget', () => {
    const run = 'run(w) { smp_mb(); const x = w.c.x; smp_mb(); w.c.x = x + 1; smp_mb(); }';
    const program = asked(`threads: { ${off} }, environment: { CPU1: { steps: 4, ${when}, ${run} } },`);
    expect(check(program, 'few').kind).toBe('holds');
    const verdict = check(program, 'fewer');
    const trace = verdict.kind === 'fails' ? verdict.failure.trace : null;
    expect(trace === null ? null : replay(program, trace).problem).toBe(null);
    expect(trace).not.toBe(null);
  });

  test('a daemon is at its top behind it', () => {
    const run = 'run(w) { smp_mb(); waitUntil(() => w.c.y === 3); w.c.y = 0; }';
    expect(check(asked(`threads: { ${off} }, daemons: { CPU1: { ${when}, ${run} } },`), 'still').kind).toBe('holds');
  });

  test('a body is over in front of it', () => {
    const run = 'run(w) { w.c.x = 1; smp_mb(); smp_wmb(); }';
    expect(check(asked(`threads: { ${forGood}, CPU1: { ${when}, ${run} } },`), 'NO-DEADLOCK').kind).toBe('holds');
    const once = run.replace('{', '{ waitUntil(() => w.c.x === 0);');
    const verdict = check(asked(`threads: { ${forGood} }, daemons: { CPU1: { ${when}, ${once} } },`), 'still');
    expect(verdict.kind === 'fails' && verdict.failure.kind).toBe('atEnd');
  });
});

/** Behind a choice, a barrier cost one of the budget: what takes two rounds held. There, and in front of a ghost or a
 *  loop, it left a daemon in the middle of something, so that no end was judged. */
describe.each(['sc', 'tso', 'weak'] as const)('a barrier at the top is no step: %s', (memory) => {
  const asked = (body: string): Program => {
    const { tree, scenario } = onlyScenario(`
    import { type ghost, type i32, maybe, scenario, smp_mb, waitUntil, xchg } from 'faultline';
    class cell { x: i32 = 0; y: i32 = 0; rounds: ghost<i32> = 0; }
    export default scenario({
      title: 'a top', world() { return { c: new cell() }; },
      threads: { CPU0(w) { w.c.y = 1; }, CPU1(w) { w.c.y = 2; } },
      ${body},
      always: { once: (w) => w.c.x < 2 },
      atEnd: { ends: (w) => w.c.y === 0 },
      sometimes: { begins: (w) => w.c.x === 0 },
      claims: [],
    });`);
    return compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  };

  test.each([
    'if (maybe()) { smp_mb(); const x = w.c.x; w.c.x = x + 1; } else w.c.y = 3;',
    'if (maybe()) { const x = xchg(w.c.x, 1); w.c.x = x + 1; } else w.c.y = 3;',
  ])('behind a choice: %s', (run) => {
    const program = asked(`environment: { CPU2: { steps: 3, run(w) { ${run} } } }`);
    const verdict = check(program, 'once');
    const trace = verdict.kind === 'fails' ? verdict.failure.trace : null;
    expect(trace === null ? null : replay(program, trace).problem).toBe(null);
    expect(trace).not.toBe(null);
  });

  test.each([
    ['in front of a loop', 'smp_mb(); for (let i = 0; i < 2; i++) waitUntil(() => w.c.y === 3); w.c.y = 0;'],
    ['in front of a ghost', 'smp_mb(); w.c.rounds = 1; waitUntil(() => w.c.y === 3); w.c.y = 0;'],
    [
      'on one way',
      'if (maybe()) { smp_mb(); waitUntil(() => w.c.y === 3); } else waitUntil(() => w.c.y === 4); w.c.y = 0;',
    ],
  ])('%s', (_, run) => {
    const verdict = check(asked(`daemons: { CPU2(w) { ${run} } }`), 'ends');
    expect(verdict.kind === 'fails' && verdict.failure.kind).toBe('atEnd');
  });
});
