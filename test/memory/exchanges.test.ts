// SPDX-License-Identifier: MIT
// xchg() and cmpxchg() of a field, in each of their forms: what each orders, and what the next weaker one does not.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';

const words = ['xchg', 'cmpxchg'].flatMap((name) =>
  ['', '_relaxed', '_acquire', '_release'].map((form) => name + form),
);

/** Two threads; what they have read is in `a` and `b`, which nobody else looks at. */
function answer(memory: MemoryModel, bodies: readonly [string, string], atEnd: string): string {
  const { tree, scenario } = onlyScenario(`
    import { ${words.join(', ')}, atomically, READ_ONCE, scenario, smp_wmb, type u8, WRITE_ONCE } from 'faultline';
    class cell { n: u8 = 0; }
    export default scenario({
      title: 'exchanges',
      world() { return { x: new cell(), y: new cell(), a: new cell(), b: new cell() }; },
      threads: { CPU0(w) { ${bodies[0]} }, CPU1(w) { ${bodies[1]} } },
      atEnd: { promised: (w) => ${atEnd} },
      sometimes: { begun: () => true },
    });`);
  const verdict = check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory }), 'promised');
  return `${verdict.kind} ${verdict.counts.states}`;
}

const kind = (...how: Parameters<typeof answer>): string => answer(...how).split(' ')[0] ?? '';

describe('exchanges of a field', () => {
  // Each writes one word and reads the other: one of them has to see the other's.
  const buffering = (one: string): readonly [string, string] => [
    `${one} w.a.n = READ_ONCE(w.y.n);`,
    `${one.replaceAll('x.n', 'y.n')} w.b.n = READ_ONCE(w.x.n);`,
  ];
  test.each([
    ['xchg(w.x.n, 1);', 'holds'],
    ['xchg_relaxed(w.x.n, 1);', 'fails'],
    ['xchg_acquire(w.x.n, 1);', 'fails'],
    ['xchg_release(w.x.n, 1);', 'fails'],
    ['cmpxchg(w.x.n, 0, 1);', 'holds'],
    ['cmpxchg_relaxed(w.x.n, 0, 1);', 'fails'],
    ['cmpxchg_acquire(w.x.n, 0, 1);', 'fails'],
    ['cmpxchg_release(w.x.n, 0, 1);', 'fails'],
    // It writes nothing, and so it is no barrier.
    ['WRITE_ONCE(w.x.n, 1); cmpxchg(w.x.n, 2, 3);', 'fails'],
  ])('%s in front of a read: %s', (one, expected) => {
    expect(kind('weak', buffering(one), '!(w.a.n === 0 && w.b.n === 0)')).toBe(expected);
    expect(kind('sc', buffering(one), '!(w.a.n === 0 && w.b.n === 0)')).toBe('holds');
  });

  // A value is written, and then a flag; who takes the flag away reads the value.
  const passing = (release: string, acquire: string): readonly [string, string] => [
    `WRITE_ONCE(w.x.n, 1); ${release}`,
    `if (${acquire} === 1) w.a.n = 1 + READ_ONCE(w.x.n);`,
  ];
  test.each([
    ['xchg_release(w.y.n, 1);', 'xchg_acquire(w.y.n, 0)', 'holds'],
    ['xchg_relaxed(w.y.n, 1);', 'xchg_acquire(w.y.n, 0)', 'fails'],
    ['xchg_release(w.y.n, 1);', 'xchg_relaxed(w.y.n, 0)', 'fails'],
    ['cmpxchg_release(w.y.n, 0, 1);', 'cmpxchg_acquire(w.y.n, 1, 0)', 'holds'],
    ['cmpxchg_relaxed(w.y.n, 0, 1);', 'cmpxchg_acquire(w.y.n, 1, 0)', 'fails'],
    ['cmpxchg_release(w.y.n, 0, 1);', 'cmpxchg_relaxed(w.y.n, 1, 0)', 'fails'],
  ])('%s and %s: %s', (release, acquire, expected) => {
    expect(kind('weak', passing(release, acquire), 'w.a.n !== 1')).toBe(expected);
  });

  // It reads a flag, and puts its own value in front of the one that came with the flag: what it knows of that one moves behind it.
  test.each([
    ['acquire', 'holds'],
    ['relaxed', 'fails'],
  ])('a section that is %s, reads one field and writes another: %s', (order, expected) => {
    const bodies: readonly [string, string] = [
      'WRITE_ONCE(w.y.n, 1); smp_wmb(); WRITE_ONCE(w.x.n, 1);',
      `const flag = atomically(() => { const read = w.x.n; w.y.n = 2; return read; }, '${order}');
       w.b.n = READ_ONCE(w.y.n); w.a.n = flag;`,
    ];
    expect(kind('weak', bodies, '!(w.a.n === 1 && w.b.n === 2 && w.y.n === 1)')).toBe(expected);
  });

  test('under sc they are the sections that they stand for, state by state', () => {
    const exchanged = answer('sc', ['w.a.n = xchg(w.x.n, 1);', 'w.b.n = cmpxchg(w.x.n, 1, 2);'], 'w.x.n !== 0');
    const written = answer(
      'sc',
      [
        'w.a.n = atomically(() => { const old = w.x.n; w.x.n = 1; return old; });',
        'w.b.n = atomically(() => { const old = w.x.n; if (old === 1) w.x.n = 2; return old; });',
      ],
      'w.x.n !== 0',
    );
    expect(exchanged).toBe(written);
  });
});
