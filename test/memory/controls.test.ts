// SPDX-License-Identifier: MIT
// What a branch orders under weak: what is written on one of its ways alone, and nothing behind the place where they meet.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';

/** CPU0 writes `x`, and then `y`. CPU1 runs the code, which has found `y` if it writes `b`: what it writes to `x` comes last then, or
 *  it need not. */
function answer(body: string, functions = '', found = 'w.x.n === 2'): string {
  const { tree, scenario } = onlyScenario(`
    import { array, type array as list, type bool, READ_ONCE, scenario, smp_wmb, type u8, waitUntil, WRITE_ONCE } from 'faultline';
    class cell { n: u8 = 0; }
    class cells { readonly of: list<u8, 2> = array(2, 0); }
    class world {
      readonly x: cell = new cell();
      readonly y: cell = new cell();
      readonly a: cell = new cell();
      readonly b: cell = new cell();
      readonly many: cells = new cells();
    }
    ${functions}
    export default scenario({
      title: 'branches',
      world() { return new world(); },
      threads: {
        CPU0(w) { WRITE_ONCE(w.many.of[1], 1); WRITE_ONCE(w.x.n, 1); smp_wmb(); WRITE_ONCE(w.y.n, 1); },
        CPU1(w) { ${body} },
      },
      atEnd: { behind: (w) => w.b.n !== 1 || ${found} },
      sometimes: { found: (w) => w.b.n === 1 },
    });`);
  return check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' }), 'behind').kind;
}

/** It holds, and not because nothing was found. */
function expectBehind(body: string, functions = ''): void {
  expect(answer(body, functions)).toBe('holds');
  expect(answer(body, functions, 'false')).toBe('fails');
}

const last = 'WRITE_ONCE(w.x.n, 2);';

describe('what is written where a branch decides that it is written', () => {
  test.each([
    ['in an if', `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    [
      'in an if behind another one',
      `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); if (READ_ONCE(w.a.n) === 0) WRITE_ONCE(w.a.n, 1); ${last} }`,
    ],
    [
      'on both ways of another one',
      `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); if (READ_ONCE(w.a.n) === 0) { ${last} } else { ${last} } }`,
    ],
    ['behind a return', `if (READ_ONCE(w.y.n) !== 1) return; WRITE_ONCE(w.b.n, 1); ${last}`],
    ['behind a loop', `while (READ_ONCE(w.y.n) !== 1) {} WRITE_ONCE(w.b.n, 1); ${last}`],
    ['behind a loop in an if', `if (w.b.n === 0) { while (READ_ONCE(w.y.n) !== 1) {} } WRITE_ONCE(w.b.n, 1); ${last}`],
    ['behind a wait', `waitUntil(() => w.y.n === 1); WRITE_ONCE(w.b.n, 1); ${last}`],
  ])('%s', (_, body) => expectBehind(body));

  const ready = `
    function ready(w: world): bool { if (READ_ONCE(w.y.n) !== 1) return false; return true; }
    function which(w: world): u8 { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.a.n, 1); return 2; } return 1; }`;
  test.each([
    ['a branch', `if (ready(w)) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    [
      'a branch, kept in a local',
      `const is = ready(w); WRITE_ONCE(w.a.n, 1); if (is) { WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    ['a value', 'const n = which(w); WRITE_ONCE(w.b.n, n - 1); WRITE_ONCE(w.x.n, n);'],
  ])('what a callee returns tells which way was taken: %s', (_, body) => expectBehind(body, ready));
});

describe('what is written wherever a branch goes', () => {
  const maybe = 'function maybe(w: world): void { if (READ_ONCE(w.y.n) !== 1) return; WRITE_ONCE(w.b.n, 1); }';
  test.each([
    ['behind an if', `if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); ${last}`],
    [
      'behind an if in another one',
      `if (READ_ONCE(w.a.n) === 0) { if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    ['behind a call that returns early', `maybe(w); ${last}`],
    [
      'behind a loop that is gone round so often',
      `if (READ_ONCE(w.y.n) === 1) { for (let i: u8 = 0; i < 2; i++) WRITE_ONCE(w.b.n, 1); } ${last}`,
    ],
    [
      'in an if behind one that is passed by, in the same step',
      `const r = READ_ONCE(w.y.n); const s = READ_ONCE(w.a.n); if (r === 0) WRITE_ONCE(w.many.of[0], 1); if (s === 0) { ${last} WRITE_ONCE(w.b.n, r); }`,
    ],
    [
      'behind an if that has given a value to something else',
      `let n: u8 = 0; if (READ_ONCE(w.y.n) === 1) { n = 1; WRITE_ONCE(w.b.n, n); } ${last}`,
    ],
  ])('%s', (_, body) => expect(answer(body, maybe)).toBe('fails'));

  test('what is read is not ordered, nor by an address that was decided', () => {
    const read = 'WRITE_ONCE(w.a.n, READ_ONCE(w.x.n));';
    expect(answer(`if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); ${read} }`, '', 'w.a.n === 1')).toBe('fails');
    const one = `let i: u8 = 0; if (READ_ONCE(w.y.n) === 1) i = 1; WRITE_ONCE(w.b.n, i); WRITE_ONCE(w.a.n, READ_ONCE(w.many.of[i]));`;
    expect(answer(one, '', 'w.a.n === 1')).toBe('fails');
  });
});
