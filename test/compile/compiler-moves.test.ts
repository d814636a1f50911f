// SPDX-License-Identifier: MIT
// What a compiler may move: plain reads before their time, plain writes before it, behind it, or left out; and what keeps it from that.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { onlyScenario } from '../lang/model.ts';

/** The verdict without and with what a compiler may do. */
function both(body: string, other: string, { judge = 'equal', daemon = '' } = {}): string {
  const source = `
    import { atomically, barrier, READ_ONCE, type array, array as fill, type bool, scenario, smp_load_acquire, smp_mb, smp_store_release, type u8, waitUntil, WRITE_ONCE } from 'faultline';
    class page { done: bool = false; other: bool = false; n: u8 = 0; m: u8 = 0; a: u8 = 0; b: u8 = 0; readonly of: array<u8, 2> = fill(2, 0); }
    function work(p: page): void { ${body} }
    export default scenario({
      title: 'compiled',
      world() { return { p: new page() }; },
      threads: { CPU0(w) { work(w.p); }, CPU1(w) { const p = w.p; ${other} } },
      ${daemon === '' ? '' : `daemons: { D(w) { const p = w.p; ${daemon} } },`}
      atEnd: { equal: (w) => w.p.a === w.p.b },
      sometimes: { begun: () => true },
    });`;
  const { tree, scenario } = onlyScenario(source);
  return [false, true]
    .map((compiler) => {
      const program = compile(tree, { scenario, layers: [], judgeWarnings: false, compiler });
      return toEnd(explore(program, { ...DEFAULTS, now: () => 0, judge })).kind;
    })
    .join(' ');
}

describe('a read before its time', () => {
  const filled = 'WRITE_ONCE(p.n, 1); smp_store_release(p.done, true);';
  test.each([
    ['a plain flag', 'if (p.done) { p.a = p.n; p.b = 1; }', 'holds fails'],
    ['READ_ONCE', 'if (READ_ONCE(p.done)) { p.a = p.n; p.b = 1; }', 'holds fails'],
    ['a write', 'p.m = 1; if (READ_ONCE(p.done)) { p.a = p.n; p.b = 1; }', 'holds fails'],
    ['not an acquire', 'if (smp_load_acquire(p.done)) { p.a = p.n; p.b = 1; }', 'holds holds'],
    ['not barrier()', 'if (READ_ONCE(p.done)) { barrier(); p.a = p.n; p.b = 1; }', 'holds holds'],
    ['not smp_mb()', 'if (p.done) { smp_mb(); p.a = p.n; p.b = 1; }', 'holds holds'],
    ['not a section', 'if (p.done) { atomically(() => { p.m = 1; }); p.a = p.n; p.b = 1; }', 'holds holds'],
    ['not a wait', 'waitUntil(() => p.done); p.a = p.n; p.b = 1;', 'holds holds'],
    ['not made of READ_ONCE', 'if (p.done) { p.a = READ_ONCE(p.n); p.b = 1; }', 'holds holds'],
    // What it wrote itself, it reads.
    ['not its own write', 'const d = p.done; p.n = 1; p.a = p.n; p.b = 1;', 'holds holds'],
  ])('passes %s', (_, body, expected) => {
    expect(both(body, filled)).toBe(expected);
  });

  test('is made where the place is known', () => {
    const written = 'WRITE_ONCE(p.of[1], 1); smp_store_release(p.n, 1);';
    expect(both('const i = READ_ONCE(p.n); p.a = p.of[i]; p.b = i;', written)).toBe('holds holds');
    expect(both('const i = READ_ONCE(p.n); p.a = p.of[1]; if (i === 0) p.a = 0; p.b = i;', written)).toBe(
      'holds fails',
    );
  });

  test('in a loop, of the next round', () => {
    const body = (read: string): string =>
      `for (let i = 0; i < 2; i++) { const d = READ_ONCE(p.done); p.a = ${read}; p.b = d ? 1 : p.a; }`;
    expect(both(body('p.n'), filled)).toBe('holds fails');
    expect(both(body('READ_ONCE(p.n)'), filled)).toBe('holds holds');
  });
});

describe('a write behind its time', () => {
  const taken = 'if (READ_ONCE(p.done)) { p.a = READ_ONCE(p.n); p.b = 1; }';
  test.each([
    ['a plain write', 'p.n = 1; p.done = true;', 'holds fails'],
    ['WRITE_ONCE', 'p.n = 1; WRITE_ONCE(p.done, true);', 'holds fails'],
    ['not a release', 'p.n = 1; smp_store_release(p.done, true);', 'holds holds'],
    ['not barrier()', 'p.n = 1; barrier(); WRITE_ONCE(p.done, true);', 'holds holds'],
    ['not smp_mb()', 'p.n = 1; smp_mb(); p.done = true;', 'holds holds'],
    ['not a section', 'p.n = 1; atomically(() => { p.done = true; });', 'holds holds'],
    ['not made by WRITE_ONCE', 'WRITE_ONCE(p.n, 1); WRITE_ONCE(p.done, true);', 'holds holds'],
    ['not READ_ONCE of itself', 'p.n = 1; const n = READ_ONCE(p.n); WRITE_ONCE(p.done, true);', 'holds holds'],
  ])('passes %s', (_, body, expected) => {
    expect(both(body, taken)).toBe(expected);
  });

  test('is what the thread itself reads meanwhile', () => {
    const looks = 'WRITE_ONCE(p.m, READ_ONCE(p.n));';
    expect(both('p.n = 1; p.a = p.n; p.b = 1;', looks)).toBe('holds holds');
    expect(both('p.n = 1; p.n = p.n + 1; p.a = p.n; p.b = 2;', looks)).toBe('holds holds');
    expect(both('for (let i = 0; i < 3; i++) p.n = p.n + 1; p.a = p.n; p.b = 3;', looks)).toBe('holds holds');
    // Of two places of one name.
    expect(both('p.of[0] = 1; p.of[1] = 2; p.a = p.of[0]; p.b = 1;', 'WRITE_ONCE(p.m, READ_ONCE(p.of[0]));')).toBe(
      'holds holds',
    );
  });

  test('is made in the end, and waits for ever in a loop that has none', () => {
    const answers = 'waitUntil(() => p.done); WRITE_ONCE(p.other, true);';
    expect(both('p.done = true;', answers, { judge: 'NO-DEADLOCK' })).toBe('holds holds');
    expect(both('p.done = true; while (!READ_ONCE(p.other)) {}', answers, { judge: 'NO-LIVELOCK' })).toBe(
      'holds fails',
    );
    expect(both('p.done = true; while (!READ_ONCE(p.other)) { barrier(); }', answers, { judge: 'NO-LIVELOCK' })).toBe(
      'holds holds',
    );
  });

  test('waits until it is overwritten', () => {
    const asks = 'waitUntil(() => p.done); p.a = READ_ONCE(p.m); p.b = 1; WRITE_ONCE(p.other, true);';
    const body = (first: string): string =>
      `${first} WRITE_ONCE(p.done, true); while (!READ_ONCE(p.other)) {} p.m = 2;`;
    expect(both(body('p.m = 1;'), asks)).toBe('holds fails');
    expect(both(body('WRITE_ONCE(p.m, 1);'), asks)).toBe('holds holds');
  });
});

describe('a write before its time', () => {
  const answers = 'if (READ_ONCE(p.n) === 1) WRITE_ONCE(p.m, 1);';
  test.each([
    ['READ_ONCE', 'const m = READ_ONCE(p.m); p.n = 1; p.a = m;', 'holds fails'],
    ['not what it is computed from', 'const m = READ_ONCE(p.m); p.n = m === 0 ? 1 : 2; p.a = m;', 'holds holds'],
    ['not an acquire', 'const m = smp_load_acquire(p.m); p.n = 1; p.a = m;', 'holds holds'],
    ['not barrier()', 'const m = READ_ONCE(p.m); barrier(); p.n = 1; p.a = m;', 'holds holds'],
    ['not made by WRITE_ONCE', 'const m = READ_ONCE(p.m); WRITE_ONCE(p.n, 1); p.a = m;', 'holds holds'],
    ['not a branch that does not write', 'const m = READ_ONCE(p.m); if (m === 0) p.n = 1; p.a = m;', 'holds holds'],
    [
      'a branch of which both ways write',
      'const m = READ_ONCE(p.m); if (m === 0) p.n = 1; else p.n = 1; p.a = m;',
      'holds fails',
    ],
    ['not a read of itself', 'const n = READ_ONCE(p.n); p.n = 1; p.a = n; p.b = n;', 'holds holds'],
  ])('passes %s', (_, body, expected) => {
    expect(both(body, answers)).toBe(expected);
  });

  test('may be what only the other way writes', () => {
    const sees = 'if (READ_ONCE(p.n) === 2) p.b = 1; WRITE_ONCE(p.m, 1);';
    expect(both('if (READ_ONCE(p.m) === 1) p.n = 2; else p.n = 1;', sees)).toBe('holds fails');
    expect(both('if (READ_ONCE(p.m) === 1) p.n = 2;', sees)).toBe('holds holds');
    // In the end it is what its own way writes.
    const own =
      'const m = READ_ONCE(p.m); if (m === 1) p.n = 2; else p.n = 1; p.a = READ_ONCE(p.n); p.b = m === 1 ? 2 : 1;';
    expect(both(own, 'WRITE_ONCE(p.m, 1); const n = READ_ONCE(p.n);')).toBe('holds holds');
  });
});

/** A block that was made where nothing waits was nobody's, so that its number was given once more: the code of a daemon went round in it, or
 *  came to no end. */
test('a daemon that waits for two things at its top waits under a compiler as well', () => {
  const daemon = 'waitUntil(() => !p.done && p.n === 1); WRITE_ONCE(p.a, 1); WRITE_ONCE(p.n, 0);';
  const other = 'WRITE_ONCE(p.n, 1);';
  expect(both('WRITE_ONCE(p.done, true);', other, { daemon })).toBe('fails fails');
  expect(both('WRITE_ONCE(p.done, true);', other, { daemon: `${daemon} WRITE_ONCE(p.b, 1);` })).toBe('holds holds');
});
