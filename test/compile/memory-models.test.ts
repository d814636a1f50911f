// SPDX-License-Identifier: MIT
// The classic shapes of weak memory, with every barrier: what ends runs can come to under sc, tso and weak. The verdicts are those of
// x86-TSO and of the kernel's memory model without load buffering; the numbers are final states, of all registers.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import type { MemoryModel, ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';

type Shape = readonly string[];

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

const W = (place: string, value = 1): string => `WRITE_ONCE(${place}, ${value});`;
const R = (register: string, place: string): string => `${register} = READ_ONCE(${place});`;
const [mb, wmb, rmb] = ['smp_mb();', 'smp_wmb();', 'smp_rmb();'];
const release = (place: string): string => `smp_store_release(${place}, 1);`;
const acquire = (register: string, place: string): string => `${register} = smp_load_acquire(${place});`;
const locked = (...body: readonly string[]): string => `spin_lock(w.l); ${body.join(' ')} spin_unlock(w.l);`;
const reads = (first: string, then: string, between = ''): string => `${R('r0', first)} ${between} ${R('r1', then)}`;
const writes = (first: string, then: string, between = ''): string => `${W(first)} ${between} ${W(then)}`;

/** Name, threads, what is asked for, and the answers under sc, tso and weak. */
const shapes: readonly (readonly [string, Shape, string, string, string, string])[] = [
  ['CoRR', [W('x'), reads('x', 'x')], 't1:r0=1 t1:r1=0', 'Never 3', 'Never 3', 'Never 3'],
  ['CoRR with rmb', [W('x'), reads('x', 'x', rmb)], 't1:r0=1 t1:r1=0', 'Never 3', 'Never 3', 'Never 3'],
  ['CoWR', [`${W('x')} ${R('r0', 'x')}`, W('x', 2)], 't0:r0=2 x=1', 'Never 3', 'Never 3', 'Never 3'],
  ['CoRW', [`${R('r0', 'x')} ${W('x')}`, W('x', 2)], 't0:r0=2 x=2', 'Never 3', 'Never 3', 'Never 3'],
  ['CoWW', [`${W('x')} ${W('x', 2)}`], 'x=1', 'Never 1', 'Never 1', 'Never 1'],
  [
    'SB',
    [`${W('x')} ${R('r0', 'y')}`, `${W('y')} ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Sometimes 4',
    'Sometimes 4',
  ],
  [
    'SB with mb in one',
    [`${W('x')} ${mb} ${R('r0', 'y')}`, `${W('y')} ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Sometimes 4',
    'Sometimes 4',
  ],
  [
    'SB with mb in both',
    [`${W('x')} ${mb} ${R('r0', 'y')}`, `${W('y')} ${mb} ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'SB with wmb',
    [`${W('x')} ${wmb} ${R('r0', 'y')}`, `${W('y')} ${wmb} ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Sometimes 4',
    'Sometimes 4',
  ],
  [
    'SB with release and acquire',
    [`${release('x')} ${acquire('r0', 'y')}`, `${release('y')} ${acquire('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Sometimes 4',
    'Sometimes 4',
  ],
  [
    'SB with smp_store_mb',
    [`smp_store_mb(x, 1); ${R('r0', 'y')}`, `smp_store_mb(y, 1); ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'SB with xchg',
    [`xchg(w.x, 1); ${R('r0', 'y')}`, `xchg(w.y, 1); ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'SB with xchg_relaxed',
    [`xchg_relaxed(w.x, 1); ${R('r0', 'y')}`, `xchg_relaxed(w.y, 1); ${R('r0', 'x')}`],
    't0:r0=0 t1:r0=0',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    'SB that reads its own store first',
    [`${W('x')} ${reads('x', 'y')}`, `${W('y')} ${reads('y', 'x')}`],
    't0:r0=1 t0:r1=0 t1:r0=1 t1:r1=0',
    'Never 3',
    'Sometimes 4',
    'Sometimes 4',
  ],
  ['MP', [writes('x', 'y'), reads('y', 'x')], 't1:r0=1 t1:r1=0', 'Never 3', 'Never 3', 'Sometimes 4'],
  ['MP with wmb', [writes('x', 'y', wmb), reads('y', 'x')], 't1:r0=1 t1:r1=0', 'Never 3', 'Never 3', 'Sometimes 4'],
  ['MP with rmb', [writes('x', 'y'), reads('y', 'x', rmb)], 't1:r0=1 t1:r1=0', 'Never 3', 'Never 3', 'Sometimes 4'],
  [
    'MP with wmb and rmb',
    [writes('x', 'y', wmb), reads('y', 'x', rmb)],
    't1:r0=1 t1:r1=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'MP with wmb and wmb',
    [writes('x', 'y', wmb), reads('y', 'x', wmb)],
    't1:r0=1 t1:r1=0',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    'MP with mb and mb',
    [writes('x', 'y', mb), reads('y', 'x', mb)],
    't1:r0=1 t1:r1=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'MP with release and acquire',
    [`${W('x')} ${release('y')}`, `${acquire('r0', 'y')} ${R('r1', 'x')}`],
    't1:r0=1 t1:r1=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'MP with release',
    [`${W('x')} ${release('y')}`, reads('y', 'x')],
    't1:r0=1 t1:r1=0',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    'MP with a control dependency',
    [writes('x', 'y', wmb), `${R('r0', 'y')} let r: i32 = 0; if (r0 === 1) r = READ_ONCE(x); r1 = r;`],
    't1:r0=1 t1:r1=0',
    'Never 2',
    'Never 2',
    'Sometimes 3',
  ],
  [
    'MP with an address dependency',
    ['WRITE_ONCE(z, 1); rcu_assign_pointer(w.q.of, w.z);', 'const c = rcu_dereference(w.q.of); r0 = READ_ONCE(c.n);'],
    't1:r0=0',
    'Sometimes 2',
    'Sometimes 2',
    'Sometimes 2',
  ],
  [
    'MP with locks',
    [locked(W('x'), W('y')), locked(R('r0', 'y'), R('r1', 'x'))],
    't1:r0=1 t1:r1=0',
    'Never 2',
    'Never 2',
    'Never 2',
  ],
  [
    'LB',
    [`${R('r0', 'x')} ${W('y')}`, `${R('r0', 'y')} ${W('x')}`],
    't0:r0=1 t1:r0=1',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  ['R', [writes('x', 'y'), `${W('y', 2)} ${R('r0', 'x')}`], 'y=2 t1:r0=0', 'Never 3', 'Sometimes 4', 'Sometimes 4'],
  [
    'R with mb in both',
    [writes('x', 'y', mb), `${W('y', 2)} ${mb} ${R('r0', 'x')}`],
    'y=2 t1:r0=0',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'R with wmb and mb',
    [writes('x', 'y', wmb), `${W('y', 2)} ${mb} ${R('r0', 'x')}`],
    'y=2 t1:r0=0',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  ['S', [`${W('x', 2)} ${W('y')}`, `${R('r0', 'y')} ${W('x')}`], 'x=2 t1:r0=1', 'Never 3', 'Never 3', 'Sometimes 4'],
  [
    'S with wmb and acquire',
    [`${W('x', 2)} ${wmb} ${W('y')}`, `${acquire('r0', 'y')} ${W('x')}`],
    'x=2 t1:r0=1',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'S with wmb',
    [`${W('x', 2)} ${wmb} ${W('y')}`, `${R('r0', 'y')} ${W('x')}`],
    'x=2 t1:r0=1',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    'S with wmb and rmb',
    [`${W('x', 2)} ${wmb} ${W('y')}`, `${R('r0', 'y')} ${rmb} ${W('x')}`],
    'x=2 t1:r0=1',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    'S with wmb and a data dependency',
    [`${W('x', 2)} ${wmb} ${W('y')}`, `${R('r0', 'y')} WRITE_ONCE(x, r0 * 0 + 1);`],
    'x=2 t1:r0=1',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'S with wmb and a control dependency',
    [`${W('x', 2)} ${wmb} ${W('y')}`, `${R('r0', 'y')} if (r0 === 1) WRITE_ONCE(x, 1);`],
    'x=2 t1:r0=1',
    'Never 2',
    'Never 2',
    'Never 2',
  ],
  ['2+2W', [`${W('x')} ${W('y', 2)}`, `${W('y')} ${W('x', 2)}`], 'x=1 y=1', 'Never 3', 'Never 3', 'Sometimes 4'],
  [
    '2+2W with wmb in both',
    [`${W('x')} ${wmb} ${W('y', 2)}`, `${W('y')} ${wmb} ${W('x', 2)}`],
    'x=1 y=1',
    'Never 3',
    'Never 3',
    'Sometimes 4',
  ],
  [
    '2+2W with mb in both',
    [`${W('x')} ${mb} ${W('y', 2)}`, `${W('y')} ${mb} ${W('x', 2)}`],
    'x=1 y=1',
    'Never 3',
    'Never 3',
    'Never 3',
  ],
  [
    'WRC',
    [W('x'), `${R('r0', 'x')} ${W('y')}`, reads('y', 'x')],
    't1:r0=1 t2:r0=1 t2:r1=0',
    'Never 7',
    'Never 7',
    'Sometimes 8',
  ],
  [
    'WRC with release and rmb',
    [W('x'), `${R('r0', 'x')} ${release('y')}`, reads('y', 'x', rmb)],
    't1:r0=1 t2:r0=1 t2:r1=0',
    'Never 7',
    'Never 7',
    'Never 7',
  ],
  [
    'WRC with a data dependency and rmb',
    [W('x'), `${R('r0', 'x')} WRITE_ONCE(y, r0 * 0 + 1);`, reads('y', 'x', rmb)],
    't1:r0=1 t2:r0=1 t2:r1=0',
    'Never 7',
    'Never 7',
    'Sometimes 8',
  ],
  [
    'RWC with mb in both',
    [W('x'), reads('x', 'y', mb), `${W('y')} ${mb} ${R('r0', 'x')}`],
    't1:r0=1 t1:r1=0 t2:r0=0',
    'Never 7',
    'Never 7',
    'Never 7',
  ],
  [
    'RWC',
    [W('x'), reads('x', 'y'), `${W('y')} ${R('r0', 'x')}`],
    't1:r0=1 t1:r1=0 t2:r0=0',
    'Never 7',
    'Sometimes 8',
    'Sometimes 8',
  ],
  [
    'ISA2 with release, acquire',
    [`${W('x')} ${release('y')}`, `${acquire('r0', 'y')} ${release('z')}`, `${acquire('r0', 'z')} ${R('r1', 'x')}`],
    't1:r0=1 t2:r0=1 t2:r1=0',
    'Never 7',
    'Never 7',
    'Never 7',
  ],
  [
    'ISA2 with locks and mb',
    [locked(W('x'), W('y')), locked(R('r0', 'y'), W('z')), reads('z', 'x', mb)],
    't1:r0=1 t2:r0=1 t2:r1=0',
    'Never 7',
    'Never 7',
    'Never 7',
  ],
  [
    'Z6.0 with locks and mb',
    [locked(W('x'), W('y')), locked(R('r0', 'y'), W('z')), `${W('z', 2)} ${mb} ${R('r0', 'x')}`],
    't1:r0=1 z=2 t2:r0=0',
    'Never 7',
    'Never 7',
    'Sometimes 8',
  ],
  [
    'IRIW',
    [W('x'), W('y'), reads('x', 'y'), reads('y', 'x')],
    't2:r0=1 t2:r1=0 t3:r0=1 t3:r1=0',
    'Never 15',
    'Never 15',
    'Sometimes 16',
  ],
  [
    'IRIW with rmb',
    [W('x'), W('y'), reads('x', 'y', rmb), reads('y', 'x', rmb)],
    't2:r0=1 t2:r1=0 t3:r0=1 t3:r1=0',
    'Never 15',
    'Never 15',
    'Sometimes 16',
  ],
  [
    'IRIW with mb',
    [W('x'), W('y'), reads('x', 'y', mb), reads('y', 'x', mb)],
    't2:r0=1 t2:r1=0 t3:r0=1 t3:r1=0',
    'Never 15',
    'Never 15',
    'Never 15',
  ],
];

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
